import { deployedOf } from "../../../tools/local/deployed/resources";
import { EventRules } from "../../../tools/local/event-rules";
import type { Invocable } from "../../../tools/local/lambda/functions";
import type { Json, JsonObject } from "../../../tools/local/json";
import { SynthesizedStack } from "../../../tools/local/terraform/synthesized-stack";
import { machineOf, start } from "../../support/state-machine";

const functionArn = "arn:aws:lambda:eu-west-1:123456789012:function:monitor";

const pattern = (status: string[]) => ({
  source: ["aws.states"],
  "detail-type": ["Step Functions Execution Status Change"],
  detail: { stateMachineArn: ["arn:aws:states:eu-west-1:123456789012:stateMachine:machine"], status },
});

/** A stack with a rule for executions, and its target. */
const stackWith = (eventPattern: JsonObject, more: JsonObject = {}): SynthesizedStack =>
  new SynthesizedStack(
    {
      provider: { aws: [{ region: "eu-west-1", allowed_account_ids: ["123456789012"] }] },
      resource: {
        aws_cloudwatch_event_rule: { ended: { name: "ended", event_pattern: JSON.stringify(eventPattern) } },
        aws_cloudwatch_event_target: {
          monitor: { rule: "${aws_cloudwatch_event_rule.ended.name}", arn: functionArn },
        },
        aws_lambda_permission: {
          events: {
            function_name: "monitor",
            principal: "events.amazonaws.com",
            source_arn: "${aws_cloudwatch_event_rule.ended.arn}",
          },
        },
        ...more,
      },
    },
    __dirname,
  );

/** A function that keeps what it is invoked with, and fails so often before. */
function monitor(failures = 0) {
  const events: Json[] = [];
  const invoke = (event: Json) => {
    events.push(event);
    return Promise.resolve(
      events.length > failures ? { payload: null } : { error: { errorType: "Error", errorMessage: "not yet" } },
    );
  };
  return { events, invocable: { name: "monitor", arn: functionArn, invoke } };
}

const rulesOf = (stack: SynthesizedStack, invocable: Invocable) =>
  new EventRules({ ...deployedOf(stack), refresh: () => Promise.resolve() }, { invocable: () => [invocable] });

const waiting = machineOf({ Wait: { Type: "Wait", Seconds: 600, End: true } });
const passing = machineOf({ Pass: { Type: "Pass", End: true } });

describe("Given a rule of the stack for executions that were stopped", () => {
  it("When one is stopped, then its target is invoked with the event that EventBridge would deliver", async () => {
    const { events, invocable } = monitor();
    const rules = rulesOf(stackWith(pattern(["ABORTED", "TIMED_OUT"])), invocable);
    const execution = start(waiting, { a: 1 }, {}, { onStatus: rules.tell, realTime: true });
    execution.abort("StoppedByOperator", "enough");
    await execution.ended;
    await rules.delivered();
    const { executionArn, stateMachine, startedAt, stoppedAt } = execution;
    expect(events).toEqual([
      {
        version: "0",
        id: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
        "detail-type": "Step Functions Execution Status Change",
        source: "aws.states",
        account: "123456789012",
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as unknown,
        region: "eu-west-1",
        resources: [executionArn],
        detail: {
          executionArn,
          stateMachineArn: stateMachine.arn,
          name: "run",
          status: "ABORTED",
          startDate: startedAt.getTime(),
          stopDate: stoppedAt?.getTime(),
          input: '{"a":1}',
          inputDetails: { included: true },
          output: null,
          outputDetails: null,
          error: "StoppedByOperator",
          cause: "enough",
          redriveCount: 0,
          redriveStatus: "REDRIVABLE",
        },
      },
    ]);
  });

  it("When one succeeds, then nothing is invoked", async () => {
    const { events, invocable } = monitor();
    const rules = rulesOf(stackWith(pattern(["ABORTED", "TIMED_OUT"])), invocable);
    await start(passing, {}, {}, { onStatus: rules.tell }).ended;
    await rules.delivered();
    expect(events).toEqual([]);
  });

  it("When the target fails twice, then it is invoked a third time", async () => {
    const { events, invocable } = monitor(2);
    const rules = rulesOf(stackWith(pattern(["SUCCEEDED"])), invocable);
    await start(passing, {}, {}, { onStatus: rules.tell }).ended;
    await rules.delivered();
    expect(events).toHaveLength(3);
  });

  it("When the rules are closed while the target fails, then it is not invoked again", async () => {
    const { events, invocable } = monitor(2);
    const invoke = (event: Json) => {
      rules.close();
      return invocable.invoke(event);
    };
    const rules = rulesOf(stackWith(pattern(["SUCCEEDED"])), { ...invocable, invoke });
    await start(passing, {}, {}, { onStatus: rules.tell }).ended;
    await rules.delivered();
    expect(events).toHaveLength(1);
  });
});

describe("Given a rule that cannot be run here", () => {
  it.each<[string, SynthesizedStack, string]>([
    [
      "matches by other than exact values",
      stackWith({ detail: { status: [{ prefix: "A" }] } }),
      "aws_cloudwatch_event_rule.ended: only exact values of an event pattern can be judged here",
    ],
    [
      "may not invoke its target",
      stackWith(pattern(["ABORTED"]), { aws_lambda_permission: {} }),
      "no aws_lambda_permission lets arn:aws:events:eu-west-1:123456789012:rule/ended invoke arn:aws:lambda:eu-west-1:123456789012:function:monitor",
    ],
  ])("When it %s, then an error says so", (_, stack, message) => {
    expect(() => rulesOf(stack, monitor().invocable)).toThrow(message);
  });
});
