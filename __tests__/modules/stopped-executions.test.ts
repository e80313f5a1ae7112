import { parseJson, synthesize } from "../support/template";

const templates = synthesize();

describe.each([1, 2] as const)("Given the rule of pattern %i about executions that were stopped", (pattern) => {
  const template = templates[pattern];
  const rule = template.resource("aws_cloudwatch_event_rule", "stopped-executions_rule");

  it("When it is read, then it matches executions of this state machine that were stopped or timed out", () => {
    expect({ ...rule, event_pattern: parseJson(rule["event_pattern"]) }).toEqual({
      name: `amazon-ecs-starter-kit-pattern-${pattern}-stopped`,
      description: "Executions that were stopped or timed out: the task monitor settles their runs",
      event_pattern: {
        source: ["aws.states"],
        "detail-type": ["Step Functions Execution Status Change"],
        detail: {
          status: ["ABORTED", "TIMED_OUT"],
          stateMachineArn: ["${aws_sfn_state_machine.workflow_state-machine.arn}"],
        },
      },
    });
  });

  it("When its target is read, then that is the monitor, which no other rule may invoke", () => {
    expect(template.resource("aws_cloudwatch_event_target", "stopped-executions_target")).toEqual({
      rule: "${aws_cloudwatch_event_rule.stopped-executions_rule.name}",
      arn: "${aws_lambda_function.task-monitor_function.arn}",
    });
    expect(template.resource("aws_lambda_permission", "stopped-executions_permission")).toEqual({
      function_name: "${aws_lambda_function.task-monitor_function.arn}",
      action: "lambda:InvokeFunction",
      principal: "events.amazonaws.com",
      source_arn: "${aws_cloudwatch_event_rule.stopped-executions_rule.arn}",
    });
  });
});
