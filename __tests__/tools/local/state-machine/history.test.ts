import type { JsonObject } from "../../../../tools/local/json";
import type { HistoryEvent } from "../../../../tools/local/state-machine/history";
import { StatesError } from "../../../../tools/local/state-machine/language/states-error";
import { call, flowOf, machineOf, start } from "../../../support/state-machine";

/** Events as `id<previousEventId type`. */
const written = async (states: JsonObject, input: JsonObject = {}, fails: readonly number[] = []) => {
  const ask = (_: never, index: number) => (fails.includes(index) ? new StatesError("Broken", "no") : {});
  const { history } = await start(machineOf(states), input, { ask }).ended;
  return history.map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`);
};

/** An event without what each event has. */
const detailsOf = (event: HistoryEvent): object =>
  Object.fromEntries(Object.entries(event).filter(([name]) => name.endsWith("Details")));

const fail = { Type: "Fail", Error: "E", Cause: "c" };
const all = [{ ErrorEquals: ["States.ALL"], Next: "Caught" }];
const caught = { Caught: { Type: "Pass", End: true } };

// As AWS's own histories of such state machines have them.
describe("Given state machines whose histories were recorded from AWS", () => {
  it("When a Task is tried again, then each call is scheduled and started, and the next follows the failure", async () => {
    const Retry = [{ ErrorEquals: ["Broken"] }];
    expect(await written({ Ask: call("ask", { Retry, End: true }) }, {}, [1])).toEqual([
      "1<0 ExecutionStarted",
      "2<0 TaskStateEntered",
      "3<2 TaskScheduled",
      "4<3 TaskStarted",
      "5<4 TaskFailed",
      "6<5 TaskScheduled",
      "7<6 TaskStarted",
      "8<7 TaskSucceeded",
      "9<8 TaskStateExited",
      "10<9 ExecutionSucceeded",
    ]);
  });

  it("When a branch of a Parallel state fails, then the state's failure follows the branch's last event", async () => {
    const parallel = { Type: "Parallel", Branches: [flowOf({ Branch: fail })], Catch: all, End: true };
    expect(await written({ Parallel: parallel, ...caught })).toEqual([
      "1<0 ExecutionStarted",
      "2<0 ParallelStateEntered",
      "3<2 ParallelStateStarted",
      "4<3 FailStateEntered",
      "5<4 ParallelStateFailed",
      "6<5 ParallelStateExited",
      "7<6 PassStateEntered",
      "8<7 PassStateExited",
      "9<8 ExecutionSucceeded",
    ]);
  });

  it("When a Task fails in a branch that does not catch it, then it is aborted beside its failure", async () => {
    const parallel = {
      Type: "Parallel",
      Branches: [flowOf({ Ask: call("ask", { End: true }) })],
      Catch: all,
      End: true,
    };
    expect((await written({ Parallel: parallel, ...caught }, {}, [1])).slice(2)).toEqual([
      "3<2 ParallelStateStarted",
      "4<3 TaskStateEntered",
      "5<4 TaskScheduled",
      "6<5 TaskStarted",
      "7<6 TaskFailed",
      "8<7 TaskStateAborted",
      "9<7 ParallelStateFailed",
      "10<9 ParallelStateExited",
      "11<10 PassStateEntered",
      "12<11 PassStateExited",
      "13<12 ExecutionSucceeded",
    ]);
  });

  it("When the execution ends by an error in a branch of a Parallel state, then nothing around it is told to have failed", async () => {
    const broken = call("ask", { End: true });
    const around = { Type: "Parallel", Branches: [flowOf({ Broken: broken })], Catch: all, End: true };
    const ask = () => new StatesError("States.Runtime", "no");
    const { history } = await start(machineOf({ Around: around, ...caught }), {}, { ask }).ended;
    expect(history.slice(3).map(({ type }) => type)).toEqual([
      "TaskStateEntered",
      "TaskScheduled",
      "TaskStarted",
      "TaskFailed",
      "ExecutionFailed",
    ]);
  });

  it("When a branch falls with its Parallel state, then its state is aborted", async () => {
    const branches = [flowOf({ Wait: { Type: "Wait", Seconds: 1, Next: "Fail" }, Fail: fail })];
    const longer = flowOf({ Ask: call("ask", { End: true }) });
    const states = { Parallel: { Type: "Parallel", Branches: [...branches, longer], End: true } };
    const { history } = await start(machineOf(states), {}, { ask: () => new Promise(() => undefined) }).ended;
    expect(history.slice(-4).map(({ type }) => type)).toEqual([
      "FailStateEntered",
      "TaskStateAborted",
      "ParallelStateFailed",
      "ExecutionFailed",
    ]);
  });

  it("When details are looked at, then they are those of GetExecutionHistory", async () => {
    const merged = "{% $merge([$states.input, {'r': $states.result}]) %}";
    const ask = call("ask", { Arguments: { a: 1 }, TimeoutSeconds: 60, Output: merged, End: true });
    const { history } = await start(machineOf({ Ask: ask }), { n: 1 }, { ask: () => ({ b: 2 }) }).ended;
    const truncated = { truncated: false };
    const called = { resourceType: "test", resource: "ask" };
    expect(history.map(detailsOf)).toEqual([
      {
        executionStartedEventDetails: {
          input: '{"n":1}',
          inputDetails: truncated,
          roleArn: "arn:aws:iam::123456789012:role/machine",
        },
      },
      { stateEnteredEventDetails: { name: "Ask", input: '{"n":1}', inputDetails: truncated } },
      { taskScheduledEventDetails: { ...called, region: "eu-west-1", parameters: '{"a":1}', timeoutInSeconds: 60 } },
      { taskStartedEventDetails: called },
      { taskSucceededEventDetails: { ...called, output: '{"b":2}', outputDetails: truncated } },
      { stateExitedEventDetails: { name: "Ask", output: '{"n":1,"r":{"b":2}}', outputDetails: truncated } },
      { executionSucceededEventDetails: { output: '{"n":1,"r":{"b":2}}', outputDetails: truncated } },
    ]);
  });
});
