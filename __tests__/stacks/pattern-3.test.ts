import { parseJson, synthesizeAll, type Template } from "../support/template";

const [, second, template] = synthesizeAll() as [Template, Template, Template];

const states = (resource: string) =>
  `arn:aws:states:eu-west-1:\${data.aws_caller_identity.account.account_id}:${resource}`;
const name = "amazon-ecs-starter-kit-pattern-3";
const bucket = "${aws_s3_bucket.artifact-bucket.arn}";
const thisCluster = [{ test: "ArnEquals", variable: "ecs:cluster", values: ["${aws_ecs_cluster.ecs-cluster.arn}"] }];

describe("Given the stack of pattern 3", () => {
  it("When its resources are counted, then they are pattern 2's", () => {
    expect(template.counts()).toEqual(second.counts());
  });

  it("When its tables are read, then they are paid by request, whatever the setting", () => {
    const tables = synthesizeAll({ billingMode: "PROVISIONED" })[2]?.resources("aws_dynamodb_table") ?? {};
    expect(
      Object.values(tables).map((table) => [table["name"], table["billing_mode"], table["read_capacity"]]),
    ).toEqual([
      ["amazon-ecs-starter-kit-pattern-3-workflow-details", "PAY_PER_REQUEST", undefined],
      ["amazon-ecs-starter-kit-pattern-3-workflow-summary", "PAY_PER_REQUEST", undefined],
    ]);
  });

  it("When its monitor is read, then it has a vCPU to count a million rows with", () => {
    expect(template.resource("aws_lambda_function", "task-monitor_function")["memory_size"]).toBe(1_769);
    expect(second.resource("aws_lambda_function", "task-monitor_function")["memory_size"]).toBe(256);
  });

  it("When its network is read, then it has addresses of its own", () => {
    expect(template.resource("aws_vpc", "network_vpc")["cidr_block"]).toBe("10.130.0.0/16");
  });

  it("When its definition is read, then it has the settings' measures as defaults", () => {
    const { definition } = (
      synthesizeAll({ launchConcurrency: 80, toleratedLaunchFailurePercentage: 3 })[2] as Template
    ).resource("aws_sfn_state_machine", "workflow_state-machine");
    const { States } = parseJson(definition) as {
      States: Record<string, { Parameters: { defaults: Record<string, unknown> } }>;
    };
    expect(States["AddDefaults"]?.Parameters.defaults).toMatchObject({
      launchConcurrency: 80,
      toleratedLaunchFailurePercentage: 3,
    });
  });

  it("When its output of a spec is read, then it names a list in the bucket", () => {
    expect(parseJson(template.terraform.output["workflowSpecs"]?.value)).toMatchObject({
      taskSource: { format: "JSONL", key: "amazon_ecs_starter_kit/tasks.jsonl" },
    });
  });

  it("When its state machine's permissions are read, then it reads lists, launches and counts, and no more", () => {
    const statements = template.statements("workflow_role_permissions") as { sid: string }[];
    expect(statements.filter(({ sid }) => !["DeliverLogs", "SendTraces"].includes(sid))).toEqual([
      {
        sid: "SummaryRows",
        actions: ["dynamodb:PutItem", "dynamodb:UpdateItem"],
        resources: ["${aws_dynamodb_table.audit-tables_summary.arn}"],
      },
      {
        sid: "DetailRows",
        actions: ["dynamodb:UpdateItem"],
        resources: ["${aws_dynamodb_table.audit-tables_details.arn}"],
      },
      {
        sid: "RunTask",
        actions: ["ecs:RunTask"],
        resources: ["${aws_ecs_task_definition.ecs-task_definition.arn}"],
        condition: thisCluster,
      },
      {
        sid: "PassTaskRoles",
        actions: ["iam:PassRole"],
        resources: ["${aws_iam_role.ecs-task_task-role.arn}", "${aws_iam_role.ecs-task_execution-role.arn}"],
        condition: [{ test: "StringEquals", variable: "iam:PassedToService", values: ["ecs-tasks.amazonaws.com"] }],
      },
      {
        sid: "InvokeFunctions",
        actions: ["lambda:InvokeFunction"],
        resources: ["${aws_lambda_function.task-monitor_function.arn}"],
      },
      { sid: "StartEntries", actions: ["states:StartExecution"], resources: [states(`stateMachine:${name}`)] },
      {
        sid: "FollowEntries",
        actions: ["states:DescribeExecution", "states:StopExecution"],
        resources: [states(`execution:${name}:*`), states(`execution:${name}/*:*`)],
      },
      { sid: "FindMapRuns", actions: ["states:ListMapRuns"], resources: [states(`execution:${name}:*`)] },
      { sid: "CountEntries", actions: ["states:DescribeMapRun"], resources: [states(`mapRun:${name}/*:*`)] },
      { sid: "ReadLists", actions: ["s3:GetObject"], resources: [`${bucket}/*`] },
      { sid: "ListObjects", actions: ["s3:ListBucket"], resources: [bucket] },
      {
        sid: "WriteResults",
        actions: ["s3:PutObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload"],
        resources: [`${bucket}/amazon-ecs-starter-kit-launches/*`],
      },
    ]);
  });

  it("When its other roles are read, then they may what pattern 2's may", () => {
    const documents = ["task-monitor_role", "ecs-task_task-role", "ecs-task_execution-role"].map(
      (role) => `${role}_permissions`,
    );
    expect(documents.map((document) => template.statements(document))).toEqual(
      documents.map((document) => second.statements(document)),
    );
  });
});
