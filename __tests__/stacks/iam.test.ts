import { synthesize } from "../support/template";

const templates = synthesize();
const name = (pattern: 1 | 2) => `amazon-ecs-starter-kit-pattern-${pattern}`;

const account = "${data.aws_caller_identity.account.account_id}";
/** A service, for this account and for what its documents say it names. */
const trust = (service: string, ...sourceArns: string[]) => [
  {
    actions: ["sts:AssumeRole"],
    principals: [{ type: "Service", identifiers: [service] }],
    condition: [
      { test: "StringEquals", variable: "aws:SourceAccount", values: [account] },
      ...(sourceArns.length > 0 ? [{ test: "ArnLike", variable: "aws:SourceArn", values: sourceArns }] : []),
    ],
  },
];
const anythingOfEcs = `arn:aws:ecs:eu-west-1:${account}:*`;
const summaryRows = (...actions: string[]) => ({
  sid: "SummaryRows",
  actions,
  resources: ["${aws_dynamodb_table.audit-tables_summary.arn}"],
});
const detailRows = (...actions: string[]) => ({
  sid: "DetailRows",
  actions,
  resources: ["${aws_dynamodb_table.audit-tables_details.arn}"],
});
const writeLogs = (group: string) => ({
  sid: "WriteLogs",
  actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
  resources: [`\${aws_cloudwatch_log_group.${group}.arn}:*`],
});
const thisCluster = [{ test: "ArnEquals", variable: "ecs:cluster", values: ["${aws_ecs_cluster.ecs-cluster.arn}"] }];
const theirPlace = [
  {
    test: "ForAllValues:StringEquals",
    variable: "ecs:subnet",
    values: ["${aws_subnet.network_private-1.id}", "${aws_subnet.network_private-2.id}"],
  },
  { test: "BoolIfExists", variable: "ecs:auto-assign-public-ip", values: ["false"] },
];
/** Whatever the revision: a run goes on with the one that it began with. */
const runTask = (pattern: number) => [
  {
    sid: "RunTask",
    actions: ["ecs:RunTask"],
    resources: [`arn:aws:ecs:eu-west-1:${account}:task-definition/amazon-ecs-starter-kit-pattern-${pattern}:*`],
    condition: [...thisCluster, ...theirPlace],
  },
  {
    sid: "PassTaskRoles",
    actions: ["iam:PassRole"],
    resources: ["${aws_iam_role.ecs-task_task-role.arn}", "${aws_iam_role.ecs-task_execution-role.arn}"],
    condition: [{ test: "StringEquals", variable: "iam:PassedToService", values: ["ecs-tasks.amazonaws.com"] }],
  },
];
const sendTraces = {
  sid: "SendTraces",
  actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  resources: ["*"],
};
const sendSampledTraces = {
  ...sendTraces,
  actions: [...sendTraces.actions, "xray:GetSamplingRules", "xray:GetSamplingTargets"],
};
const attachToVpc = {
  sid: "AttachToVpc",
  actions: [
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
  ],
  resources: ["*"],
};
const functionBasics = (pattern: 1 | 2, program: string) => [
  writeLogs(`${program}_logs`),
  sendTraces,
  attachToVpc,
  {
    ...attachToVpc,
    sid: "AttachToVpcNotByCode",
    effect: "Deny",
    condition: [
      {
        test: "ArnEquals",
        variable: "lambda:SourceFunctionArn",
        values: [`arn:aws:lambda:eu-west-1:${account}:function:${name(pattern)}-${program}`],
      },
    ],
  },
];
const stateMachineBasics = [
  {
    sid: "DeliverLogs",
    actions: [
      "logs:CreateLogDelivery",
      "logs:GetLogDelivery",
      "logs:UpdateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:DescribeResourcePolicies",
      "logs:DescribeLogGroups",
    ],
    resources: ["*"],
  },
  sendSampledTraces,
];
const invoke = (...programs: string[]) => ({
  sid: "InvokeFunctions",
  actions: ["lambda:InvokeFunction"],
  resources: programs.map((program) => `\${aws_lambda_function.${program}_function.arn}`),
});

describe.each([1, 2] as const)("Given pattern %i", (pattern) => {
  const template = templates[pattern];

  it("When its roles are read, then each has one service, one name and one inline policy of that name", () => {
    const roles = template.resources("aws_iam_role");
    const policies = template.resources("aws_iam_role_policy");
    expect(Object.keys(policies)).toEqual(Object.keys(roles).map((address) => `${address}_policy`));
    const services = Object.keys(roles).map((address) => [address, template.statements(`${address}_trust`)]);
    expect(Object.fromEntries(services)).toEqual({
      "ecs-task_task-role": trust("ecs-tasks.amazonaws.com", anythingOfEcs),
      "ecs-task_execution-role": trust("ecs-tasks.amazonaws.com", anythingOfEcs),
      "task-monitor_role": trust("lambda.amazonaws.com"),
      workflow_role: trust(
        "states.amazonaws.com",
        `arn:aws:states:eu-west-1:${account}:stateMachine:${name(pattern)}`,
        `arn:aws:states:eu-west-1:${account}:stateMachine:${name(pattern)}/*`,
      ),
      ...(pattern === 1 ? { "task-launcher_role": trust("lambda.amazonaws.com") } : {}),
    });
    expect(roles["workflow_role"]).toEqual({
      name: `${name(pattern)}-state-machine-eu-west-1`,
      assume_role_policy: "${data.aws_iam_policy_document.workflow_role_trust.json}",
    });
  });

  it("When the monitor's permissions are read, then it reads and settles rows, supervises this cluster's tasks and starts them again", () => {
    expect(template.statements("task-monitor_role_permissions")).toEqual([
      summaryRows("dynamodb:GetItem", "dynamodb:UpdateItem"),
      detailRows("dynamodb:GetItem", "dynamodb:UpdateItem", "dynamodb:Query"),
      {
        sid: "UnfinishedRows",
        actions: ["dynamodb:Query"],
        resources: ["${aws_dynamodb_table.audit-tables_details.arn}/index/unfinished"],
      },
      {
        sid: "SuperviseTasks",
        actions: ["ecs:DescribeTasks", "ecs:StopTask"],
        resources: [
          "arn:aws:ecs:eu-west-1:${data.aws_caller_identity.account.account_id}:task/${aws_ecs_cluster.ecs-cluster.name}/*",
        ],
      },
      { sid: "ListTasks", actions: ["ecs:ListTasks"], resources: ["*"], condition: thisCluster },
      ...runTask(pattern),
      ...functionBasics(pattern, "task-monitor"),
    ]);
  });

  it("When the task's permissions are read, then it copies within the bucket and writes its own rows", () => {
    expect(template.statements("ecs-task_task-role_permissions")).toEqual([
      {
        sid: "CopyObjects",
        actions: ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"],
        resources: ["${aws_s3_bucket.artifact-bucket.arn}/*"],
      },
      {
        sid: "CopyTags",
        actions: ["s3:GetObjectTagging", "s3:PutObjectTagging"],
        resources: ["${aws_s3_bucket.artifact-bucket.arn}/*"],
      },
      {
        sid: "TellMissingObjects",
        actions: ["s3:ListBucket"],
        resources: ["${aws_s3_bucket.artifact-bucket.arn}"],
      },
      detailRows("dynamodb:GetItem", "dynamodb:UpdateItem"),
    ]);
  });

  it("When its policies are read, then none allows an action twice on the same resource", () => {
    const documents = Object.keys(template.terraform.data["aws_iam_policy_document"] ?? {});
    const allowed = documents.flatMap((address) =>
      (template.statements(address) as { effect?: string; actions: string[]; resources?: string[] }[])
        .filter(({ effect }) => effect !== "Deny")
        .flatMap(({ actions, resources = [] }) =>
          actions.flatMap((action) => resources.map((resource) => `${address}: ${action} on ${resource}`)),
        ),
    );
    expect(allowed.filter((one, index) => allowed.indexOf(one) !== index)).toEqual([]);
    expect(allowed.length).toBeGreaterThan(50);
  });

  it("When the execution role's permissions are read, then it pulls this repository's images and writes this log", () => {
    expect(template.statements("ecs-task_execution-role_permissions")).toEqual([
      { sid: "LogInToEcr", actions: ["ecr:GetAuthorizationToken"], resources: ["*"] },
      {
        sid: "PullImage",
        actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
        resources: ["${aws_ecr_repository.task-image_repository.arn}"],
      },
      writeLogs("ecs-task_logs"),
    ]);
  });
});

describe("Given what differs between the patterns", () => {
  it("When pattern 1's launcher is read, then it records, reads lists, and runs this task definition in this cluster", () => {
    expect(templates[1].statements("task-launcher_role_permissions")).toEqual([
      summaryRows("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"),
      detailRows("dynamodb:GetItem", "dynamodb:UpdateItem", "dynamodb:Query"),
      {
        sid: "UnfinishedRows",
        actions: ["dynamodb:Query"],
        resources: ["${aws_dynamodb_table.audit-tables_details.arn}/index/unfinished"],
      },
      ...runTask(1),
      { sid: "ReadLists", actions: ["s3:GetObject"], resources: ["${aws_s3_bucket.artifact-bucket.arn}/*"] },
      { sid: "ListObjects", actions: ["s3:ListBucket"], resources: ["${aws_s3_bucket.artifact-bucket.arn}"] },
      ...functionBasics(1, "task-launcher"),
    ]);
  });

  it("When pattern 1's state machine is read, then it does no more than call the two functions", () => {
    expect(templates[1].statements("workflow_role_permissions")).toEqual([
      invoke("task-launcher", "task-monitor"),
      ...stateMachineBasics,
    ]);
  });

  it("When pattern 2's state machine is read, then it records, launches, reads lists, and follows its own Map Runs", () => {
    const states = (resource: string) =>
      `arn:aws:states:eu-west-1:\${data.aws_caller_identity.account.account_id}:${resource}`;
    const bucket = "${aws_s3_bucket.artifact-bucket.arn}";
    const children = states(`execution:${name(2)}/*:*`);
    expect(templates[2].statements("workflow_role_permissions")).toEqual([
      summaryRows("dynamodb:PutItem", "dynamodb:UpdateItem"),
      detailRows("dynamodb:UpdateItem"),
      ...runTask(2),
      invoke("task-monitor"),
      { sid: "StartEntries", actions: ["states:StartExecution"], resources: [states(`stateMachine:${name(2)}`)] },
      {
        sid: "FollowEntries",
        actions: ["states:DescribeExecution", "states:StopExecution"],
        resources: [states(`execution:${name(2)}:*`), children],
      },
      { sid: "RedriveEntries", actions: ["states:RedriveExecution"], resources: [children] },
      { sid: "FindMapRuns", actions: ["states:ListMapRuns"], resources: [states(`execution:${name(2)}:*`)] },
      { sid: "CountEntries", actions: ["states:DescribeMapRun"], resources: [states(`mapRun:${name(2)}/*:*`)] },
      { sid: "ReadLists", actions: ["s3:GetObject"], resources: [`${bucket}/*`] },
      { sid: "ListObjects", actions: ["s3:ListBucket"], resources: [bucket] },
      {
        sid: "WriteResults",
        actions: ["s3:PutObject", "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload"],
        resources: [`${bucket}/amazon-ecs-starter-kit-launches/*`],
      },
      ...stateMachineBasics,
    ]);
  });
});
