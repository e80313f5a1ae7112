import { parseJson, synthesize } from "../support/template";

const templates = synthesize();

const deployment = (pattern: 1 | 2) => ({
  region: "eu-west-1",
  s3BucketName: "${aws_s3_bucket.artifact-bucket.id}",
  subnetIdLiteral: '${join("$", [aws_subnet.network_private-1.id, aws_subnet.network_private-2.id])}',
  separator: "$",
  workflowName: `amazon-ecs-starter-kit-pattern-${pattern}`,
  securityGroupId: "${aws_security_group.task-client_group.id}",
  assignPublicIp: "DISABLED",
  ddbTableNameWFSummary: "${aws_dynamodb_table.audit-tables_summary.name}",
  hashKeyWFSummary: "workflow_name",
  rangeKeyWFSummary: "workflow_run_id",
  ddbTableNameWFDetails: "${aws_dynamodb_table.audit-tables_details.name}",
  hashKeyWFDetails: "workflow_run_id",
  rangeKeyWFDetails: "ecs_task_id",
  clusterName: "${aws_ecs_cluster.ecs-cluster.name}",
  containerName: "ecs-task",
  taskDefinition:
    "${aws_ecs_task_definition.ecs-task_definition.family}:${aws_ecs_task_definition.ecs-task_definition.revision}",
});

describe.each([1, 2] as const)("Given pattern %i", (pattern) => {
  const outputs = templates[pattern].terraform.output;
  const values = Object.fromEntries(Object.entries(outputs).map(([key, { value }]) => [key, value]));
  const { workflowSpecs, ...others } = values;

  it("When its outputs are read, then they have the original's names and this deployment's values", () => {
    const stateMachineArn = "${aws_sfn_state_machine.workflow_state-machine.arn}";
    expect(others).toEqual({
      ...deployment(pattern),
      stateMachineArn,
      startExecutionConsoleUrl: `https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/statemachines/view/${stateMachineArn}`,
      maxTimeoutSeconds: 86_400,
      retentionDays: 0,
      job: '{"kind":"copy","allowedOverrides":[]}',
    });
  });

  it("When its outputs are read, then each is described", () => {
    expect(Object.entries(outputs).filter(([, { description }]) => !description)).toEqual([]);
  });

  it("When its workflow spec is read, then it is the template with no placeholder left", () => {
    expect(parseJson(workflowSpecs)).toEqual({
      ...deployment(pattern),
      subnetIdLiteral: "${join('$', [aws_subnet.network_private-1.id, aws_subnet.network_private-2.id])}",
      taskList: Array.from({ length: 10 }, (_, index) => ({
        taskName: `task_${index + 1}`,
        s3BucketName: "${aws_s3_bucket.artifact-bucket.id}",
        objectKey: "amazon_ecs_starter_kit/input.bin",
      })),
    });
  });
});
