import { parseJson, synthesize } from "../support/template";

const stateMachine = "${aws_sfn_state_machine.workflow_state-machine.arn}";
const alarmTopicArn = "arn:aws:sns:eu-west-1:123456789012:alarms";
const executionMetrics = ["ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted", "ExecutionThrottled"];
const functionMetrics = ["Errors", "Throttles"];
const templates = synthesize({ alarmTopicArn });
const functionsOf = { 1: ["task-monitor", "task-launcher"], 2: ["task-monitor"] };

describe.each([1, 2] as const)("Given pattern %i and a topic for alarms", (pattern) => {
  const name = `amazon-ecs-starter-kit-pattern-${pattern}`;
  const functions = functionsOf[pattern].map((program) => `${name}-${program}`);
  const alarm = (owner: string, namespace: string, metric_name: string, dimensions: object) => ({
    alarm_name: `${owner}-${metric_name}`,
    alarm_description: expect.stringMatching(/\w: \w/),
    namespace,
    metric_name,
    dimensions,
    statistic: "Sum",
    period: 300,
    evaluation_periods: 1,
    comparison_operator: "GreaterThanOrEqualToThreshold",
    threshold: 1,
    treat_missing_data: "notBreaching",
    alarm_actions: [alarmTopicArn],
  });

  it("When the alarms are read, then each execution and call that went wrong is told to the topic", () => {
    const byName = (left: { alarm_name: string }, right: { alarm_name: string }) =>
      left.alarm_name < right.alarm_name ? -1 : 1;
    const alarms = Object.values(templates[pattern].resources("aws_cloudwatch_metric_alarm")) as never[];
    expect(alarms.toSorted(byName)).toEqual(
      [
        ...executionMetrics.map((metric) => alarm(name, "AWS/States", metric, { StateMachineArn: stateMachine })),
        ...functions.flatMap((owner) =>
          functionMetrics.map((metric) => alarm(owner, "AWS/Lambda", metric, { FunctionName: owner })),
        ),
      ].toSorted(byName),
    );
  });

  it("When the dashboard is read, then it shows every alarm, the executions, the functions and the tables", () => {
    const { dashboard_name, dashboard_body } = templates[pattern].resource("aws_cloudwatch_dashboard", "dashboard");
    const { widgets } = parseJson(dashboard_body) as { widgets: { properties: Record<string, unknown> }[] };
    const alarms = [
      ...executionMetrics.map((metric) => `${name}-${metric}`),
      ...functions.flatMap((owner) => functionMetrics.map((metric) => `${owner}-${metric}`)),
    ];
    const tables = ["summary", "details"].map((table) => `\${aws_dynamodb_table.audit-tables_${table}.name}`);
    const graph = (title: string, stat: string, metrics: unknown) => ({
      title,
      region: "eu-west-1",
      stat,
      period: 300,
      metrics,
    });
    expect(dashboard_name).toBe(`${name}-eu-west-1`);
    expect(widgets.map(({ properties }) => properties)).toEqual([
      { title: "Alarms", alarms: alarms.map((address) => `\${aws_cloudwatch_metric_alarm.alarms_${address}.arn}`) },
      graph(
        "Executions",
        "Sum",
        ["Started", "Succeeded", "Failed", "TimedOut", "Aborted"].map((end) => [
          "AWS/States",
          `Executions${end}`,
          "StateMachineArn",
          stateMachine,
        ]),
      ),
      graph("Longest execution", "Maximum", [["AWS/States", "ExecutionTime", "StateMachineArn", stateMachine]]),
      graph(
        "Functions: calls, errors, throttles",
        "Sum",
        functions.flatMap((owner) =>
          ["Invocations", "Errors", "Throttles"].map((metric) => ["AWS/Lambda", metric, "FunctionName", owner]),
        ),
      ),
      graph(
        "Tables: capacity used, calls held back",
        "Sum",
        tables.flatMap((table) =>
          ["ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits", "ReadThrottleEvents", "WriteThrottleEvents"].map(
            (metric) => ["AWS/DynamoDB", metric, "TableName", table],
          ),
        ),
      ),
    ]);
  });
});

describe("Given no topic for alarms", () => {
  it("When the alarms are read, then they are there and tell nobody", () => {
    const alarms = Object.values(synthesize()[2].resources("aws_cloudwatch_metric_alarm"));
    expect(alarms).toHaveLength(6);
    expect(alarms.filter((alarm) => "alarm_actions" in alarm)).toEqual([]);
  });
});
