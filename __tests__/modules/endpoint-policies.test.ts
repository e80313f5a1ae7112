import { synthesize } from "../support/template";

const templates = synthesize({ accountId: "123456789012" });
const anyone = [{ type: "*", identifiers: ["*"] }];
const ourAccount = { test: "StringEquals", variable: "aws:PrincipalAccount", values: ["123456789012"] };
const thisCluster = { test: "ArnEquals", variable: "ecs:cluster", values: ["${aws_ecs_cluster.ecs-cluster.arn}"] };
const ours = (sid: string, actions: string[], resources: string[], ...conditions: object[]) => ({
  sid,
  principals: anyone,
  actions,
  resources,
  condition: [...conditions, ourAccount],
});
const bucket = "${aws_s3_bucket.artifact-bucket.arn}";
const details = "${aws_dynamodb_table.audit-tables_details.arn}";
const images = [
  ours("LogInToEcr", ["ecr:GetAuthorizationToken"], ["*"]),
  ours(
    "PullImage",
    ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    ["${aws_ecr_repository.task-image_repository.arn}"],
  ),
];

describe.each([1, 2] as const)("Given the endpoints of pattern %i", (pattern) => {
  const ecs = (resource: string) => `arn:aws:ecs:eu-west-1:123456789012:${resource}`;
  /** Pattern 1's launcher is in the VPC; pattern 2's state machine is not. */
  const starts = pattern === 1;
  it.each<[string, unknown]>([
    [
      "s3",
      [
        ours(
          "CopyObjects",
          ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload", "s3:GetObjectTagging", "s3:PutObjectTagging"],
          [`${bucket}/*`],
        ),
        ours("TellMissingObjects", ["s3:ListBucket"], [bucket]),
        // No condition: what ECR hands out is signed by ECR.
        {
          sid: "PullLayers",
          principals: anyone,
          actions: ["s3:GetObject"],
          resources: ["arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*"],
        },
      ],
    ],
    [
      "dynamodb",
      [
        ours("DetailRows", ["dynamodb:GetItem", "dynamodb:UpdateItem", "dynamodb:Query"], [details]),
        ours(
          "SummaryRows",
          ["dynamodb:GetItem", "dynamodb:UpdateItem", ...(starts ? ["dynamodb:PutItem"] : [])],
          ["${aws_dynamodb_table.audit-tables_summary.arn}"],
        ),
        ours("UnfinishedRows", ["dynamodb:Query"], [`${details}/index/unfinished`]),
      ],
    ],
    [
      "ecs",
      [
        ours(
          "SuperviseTasks",
          ["ecs:DescribeTasks", "ecs:StopTask"],
          [ecs("task/${aws_ecs_cluster.ecs-cluster.name}/*")],
        ),
        ours("ListTasks", ["ecs:ListTasks"], ["*"], thisCluster),
        ours(
          "RunTask",
          ["ecs:RunTask"],
          [ecs(`task-definition/amazon-ecs-starter-kit-pattern-${pattern}:*`)],
          thisCluster,
          {
            test: "ForAllValues:StringEquals",
            variable: "ecs:subnet",
            values: ["${aws_subnet.network_private-1.id}", "${aws_subnet.network_private-2.id}"],
          },
          { test: "BoolIfExists", variable: "ecs:auto-assign-public-ip", values: ["false"] },
        ),
        ours(
          "PassTaskRoles",
          ["iam:PassRole"],
          ["${aws_iam_role.ecs-task_task-role.arn}", "${aws_iam_role.ecs-task_execution-role.arn}"],
          { test: "StringEquals", variable: "iam:PassedToService", values: ["ecs-tasks.amazonaws.com"] },
        ),
      ],
    ],
    ["ecr-api", images],
    ["ecr-dkr", images],
    [
      "logs",
      [
        ours(
          "WriteLogs",
          ["logs:CreateLogStream", "logs:PutLogEvents"],
          ["${aws_cloudwatch_log_group.ecs-task_logs.arn}:*"],
        ),
      ],
    ],
  ])("When the policy of %s is read, then it lets through what roles in the VPC may do", (endpoint, statements) => {
    expect(templates[pattern].statements(`network_endpoints_${endpoint}-policy`)).toEqual(statements);
  });

  it("When a role in the VPC may do something, then an endpoint lets it through", () => {
    const throughEndpoints = ["s3", "dynamodb", "ecs", "ecr-api", "logs"].flatMap((endpoint) =>
      actionsOf(templates[pattern].statements(`network_endpoints_${endpoint}-policy`)),
    );
    // Lambda itself, outside the VPC, attaches functions, sends their traces.
    const elsewhere = /^(ec2|xray):/;
    const roles = ["ecs-task_task-role", "ecs-task_execution-role", "task-monitor_role"];
    const needed = [...roles, ...(pattern === 1 ? ["task-launcher_role"] : [])]
      .flatMap((role) => actionsOf(templates[pattern].statements(`${role}_permissions`)))
      .filter((action) => !elsewhere.test(action));
    expect(needed.filter((action) => !throughEndpoints.includes(action))).toEqual([]);
    expect(needed.length).toBeGreaterThan(15);
  });
});

const actionsOf = (statements: unknown): string[] =>
  (statements as { actions: string[] }[]).flatMap(({ actions }) => actions);

describe("Given a network without interface endpoints", () => {
  it.each(["nat", "public"])(
    "When it is %s, then what goes through its gateways is bounded all the same",
    (network) => {
      const template = synthesize({ network, accountId: "123456789012" })[1];
      const endpoints = Object.values(template.resources("aws_vpc_endpoint"));
      expect(endpoints.map(({ policy }) => policy)).toEqual(
        ["dynamodb", "s3"].map(
          (service) => `\${data.aws_iam_policy_document.network_endpoints_${service}-policy.json}`,
        ),
      );
      const dynamodb = template.statements("network_endpoints_dynamodb-policy");
      // With public, the functions are not in the VPC: tasks alone come through its gateways.
      if (network === "nat") expect(dynamodb).toEqual(templates[1].statements("network_endpoints_dynamodb-policy"));
      else expect(dynamodb).toEqual([ours("DetailRows", ["dynamodb:GetItem", "dynamodb:UpdateItem"], [details])]);
      expect(template.statements("network_endpoints_s3-policy")).toEqual(
        templates[1].statements("network_endpoints_s3-policy"),
      );
    },
  );
});

describe("Given an image outside ECR", () => {
  it("When the endpoints are read, then those of ECR, which nobody uses, keep AWS's default", () => {
    const endpoints = synthesize({ imageUri: "docker.io/library/task:1" })[1].resources("aws_vpc_endpoint");
    const open = Object.entries(endpoints).filter(([, endpoint]) => !("policy" in endpoint));
    expect(open.map(([address]) => address.replace("network_endpoints_", "")).sort()).toEqual([
      "ecr-api",
      "ecr-dkr",
      "ecs-agent",
      "ecs-telemetry",
    ]);
  });
});
