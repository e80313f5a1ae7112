import type { Json, JsonObject } from "../../../../tools/local/json";
import type { Execution } from "../../../../tools/local/state-machine/execution";
import { StatesError } from "../../../../tools/local/state-machine/language/states-error";
import { call, flowOf, machineOf, processorOf, start } from "../../../support/state-machine";

const same = "{% $states.input %}";
const broken = new StatesError("Broken", "not yet");

/** Answers that fail until they are mended, each call written down. */
function service() {
  const calls: Json[] = [];
  let isMended = false;
  const ask = (parameters: Json): Json | StatesError => {
    calls.push(parameters);
    const { fails } = parameters as { readonly fails?: boolean };
    return fails === true && !isMended ? broken : { asked: parameters };
  };
  return { calls, ask, mend: () => (isMended = true) };
}

const typesOf = ({ history }: Execution) => history.map(({ type }) => type);

async function redriven(execution: Execution) {
  expect(execution.redrive()).toBe(true);
  return execution.ended;
}

describe("Given an execution that failed in a Task", () => {
  const states = {
    First: call("ask", { Arguments: { first: true }, Output: same, Next: "Second" }),
    Second: call("ask", {
      Arguments: {
        fails: "{% $states.input.fails %}",
        start: "{% $states.context.Execution.StartTime %}",
        count: "{% $states.context.Execution.RedriveCount %}",
      },
      Retry: [{ ErrorEquals: ["Broken"], MaxAttempts: 1 }],
      End: true,
    }),
  };

  it("When it is redriven, then it goes on there with the same input, and its retries are counted anew", async () => {
    const { calls, ask, mend } = service();
    const execution = start(machineOf(states), { fails: true }, { ask });
    const first = await execution.ended;
    expect(first.end).toEqual({ status: "FAILED", error: "Broken", cause: "not yet" });
    const again = await redriven(execution);
    expect(again.end.status).toBe("FAILED");
    mend();
    const last = await redriven(execution);
    expect(last.end.status).toBe("SUCCEEDED");
    const time = execution.startedAt.toISOString();
    const second = (count: number) => ({ fails: true, start: time, count });
    expect(calls).toEqual([{ first: true }, second(0), second(0), second(1), second(1), second(2)]);
    expect([execution.executionArn, execution.redriveCount, last.executionArn]).toEqual([
      first.executionArn,
      2,
      first.executionArn,
    ]);
    const attempt = ["TaskScheduled", "TaskStarted", "TaskFailed"];
    expect(typesOf(execution).slice(6)).toEqual([
      "TaskStateEntered",
      ...attempt,
      ...attempt,
      "ExecutionFailed",
      "ExecutionRedriven",
      ...attempt,
      ...attempt,
      "ExecutionFailed",
      "ExecutionRedriven",
      "TaskScheduled",
      "TaskStarted",
      "TaskSucceeded",
      "TaskStateExited",
      "ExecutionSucceeded",
    ]);
  });

  it("When it runs, or has succeeded, or ended more than 14 days ago, then it cannot be redriven", async () => {
    const { ask } = service();
    const execution = start(machineOf(states), { fails: false }, { ask });
    expect([execution.notRedrivable, execution.redrive()]).toEqual([
      "Execution is RUNNING and cannot be redriven",
      false,
    ]);
    await execution.ended;
    expect(execution.notRedrivable).toBe("Execution is SUCCEEDED and cannot be redriven");
    const old = start(machineOf(states), { fails: true }, { ask });
    await old.ended;
    old.stoppedAt = new Date(Date.now() - 15 * 24 * 3_600 * 1_000);
    expect([old.notRedrivable, old.redrive()]).toEqual(["Execution redrive period exceeded", false]);
  });
});

describe("Given a Parallel state in which something failed", () => {
  it("When the execution is redriven, then only the branches that did not end are run, and only from where they were", async () => {
    const { calls, ask: answer, mend } = service();
    const branch = (n: number, fails: boolean) =>
      flowOf({
        [`Before${n}`]: call("ask", { Arguments: { before: n }, Output: same, Next: `Ask${n}` }),
        [`Ask${n}`]: call("ask", { Arguments: { n, fails }, End: true }),
      });
    const branches = [branch(0, false), branch(1, true), branch(2, false)];
    const execution = start(
      machineOf({ All: { Type: "Parallel", Branches: branches, End: true } }),
      {},
      { ask: answer },
    );
    expect((await execution.ended).end).toMatchObject({ error: "Broken" });
    mend();
    const earlier = calls.length;
    const { end } = await redriven(execution);
    const asked = [0, 1, 2].map((n) => ({ asked: { n, fails: n === 1 } }));
    expect(end).toEqual({ status: "SUCCEEDED", output: asked });
    const later = calls.slice(earlier);
    expect(later).toContainEqual({ n: 1, fails: true });
    expect(later).not.toContainEqual({ before: 1 });
  });

  it("When a branch failed while another one waited, then both go on, and what had ended does not", async () => {
    const { calls, ask: answer, mend } = service();
    const branches = [
      flowOf({ Done: call("ask", { Arguments: { done: true }, End: true }) }),
      flowOf({ Failing: call("ask", { Arguments: { fails: true }, End: true }) }),
      flowOf({ Waiting: { Type: "Wait", Seconds: 1, End: true } }),
    ];
    const parallel = { Type: "Parallel", Branches: branches, End: true };
    const execution = start(machineOf({ Both: parallel }), {}, { ask: answer }, { longestPauseMs: 200 });
    expect((await execution.ended).end).toMatchObject({ error: "Broken" });
    expect(typesOf(execution).slice(-3)).toEqual(["WaitStateAborted", "ParallelStateFailed", "ExecutionFailed"]);
    mend();
    const { end } = await redriven(execution);
    expect(end).toEqual({ status: "SUCCEEDED", output: [{ asked: { done: true } }, { asked: { fails: true } }, {}] });
    expect(calls).toEqual([{ done: true }, { fails: true }, { fails: true }]);
    expect(typesOf(execution).filter((type) => type === "WaitStateEntered")).toHaveLength(1);
  });
});

describe("Given a Map Run in which executions failed", () => {
  const map = (more: JsonObject = {}) => ({
    Each: {
      Type: "Map",
      Items: "{% $states.input.list %}",
      MaxConcurrency: 1,
      ItemProcessor: processorOf({
        Before: call("ask", { Arguments: { before: "{% $states.input.n %}" }, Output: same, Next: "Ask" }),
        Ask: call("ask", { End: true }),
      }),
      End: true,
      ...more,
    },
  });
  const input = { list: [{ n: 0 }, { n: 1, fails: true }, { n: 2 }] };

  it("When the parent is redriven, then failed ones are redriven, pending ones started, and the others left alone", async () => {
    const { calls, ask, mend } = service();
    const execution = start(machineOf(map()), input, { ask });
    const first = await execution.ended;
    expect(first.end).toEqual({
      status: "FAILED",
      error: "States.ExceedToleratedFailureThreshold",
      cause: "The specified tolerated failure threshold was exceeded",
    });
    const [mapRun] = first.mapRuns;
    const children = mapRun?.children.map(({ executionArn, status }) => [executionArn, status]) ?? [];
    expect([mapRun?.status, children.map(([, status]) => status), mapRun?.counts().pending]).toEqual([
      "FAILED",
      ["SUCCEEDED", "FAILED"],
      1,
    ]);
    mend();
    const earlier = calls.length;
    const { end, mapRuns } = await redriven(execution);
    expect(end).toEqual({ status: "SUCCEEDED", output: input.list.map((asked) => ({ asked })) });
    expect(calls.slice(earlier)).toEqual([{ n: 1, fails: true }, { before: 2 }, { n: 2 }]);
    expect(mapRuns).toEqual([mapRun]);
    expect(mapRun?.children.slice(0, 2).map(({ executionArn, redriveCount }) => [executionArn, redriveCount])).toEqual([
      [children[0]?.[0], 0],
      [children[1]?.[0], 1],
    ]);
    expect(typesOf(execution).slice(-6)).toEqual([
      "ExecutionRedriven",
      "MapRunRedriven",
      "MapRunSucceeded",
      "MapStateSucceeded",
      "MapStateExited",
      "ExecutionSucceeded",
    ]);
  });

  it("When the role may not redrive, then the Map Run fails again", async () => {
    const { ask, mend } = service();
    const denialOf = (action: string, resource: string) =>
      action === "states:RedriveExecution" ? `not authorized to perform: ${action} on ${resource}` : undefined;
    const execution = start(machineOf(map()), input, { ask }, { denialOf });
    await execution.ended;
    mend();
    expect((await redriven(execution)).end).toEqual({
      status: "FAILED",
      error: "States.Permissions",
      cause: expect.stringMatching(
        /^not authorized to perform: states:RedriveExecution on arn:aws:states:eu-west-1:123456789012:execution:machine\/[0-9a-f]{32}:\*$/,
      ) as unknown,
    });
  });

  it("When the parent was stopped, then its executions are too, and go on with it", async () => {
    const processor = processorOf({ Wait: { Type: "Wait", Seconds: 1, End: true } });
    const execution = start(
      machineOf(map({ ItemProcessor: processor, MaxConcurrency: 2 })),
      input,
      {},
      { longestPauseMs: 100 },
    );
    const begun = new Promise<void>((resolve) => {
      const look = () => {
        if (execution.mapRuns[0]?.children.length === 2) resolve();
        else setImmediate(look);
      };
      look();
    });
    await begun;
    execution.abort("Mine", "enough");
    const stopped = await execution.ended;
    const statuses = () => stopped.mapRuns[0]?.children.map(({ status }) => status);
    expect([stopped.end, stopped.mapRuns[0]?.status, statuses()]).toEqual([
      { status: "ABORTED", error: "Mine", cause: "enough" },
      "ABORTED",
      ["ABORTED", "ABORTED"],
    ]);
    expect(stopped.history.at(-1)).toMatchObject({
      type: "ExecutionAborted",
      executionAbortedEventDetails: { error: "Mine", cause: "enough" },
    });
    const { end } = await redriven(execution);
    expect([end.status, statuses()]).toEqual(["SUCCEEDED", ["SUCCEEDED", "SUCCEEDED", "SUCCEEDED"]]);
  });
});

describe("Given an execution that is stopped while a service is called", () => {
  it("When the call ends later, then it has done its work, and the history is as it was", async () => {
    let answer: (value: Json) => void = () => undefined;
    const done = new Promise<Json>((resolve) => (answer = resolve));
    let asked: () => void = () => undefined;
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    const execution = start(
      machineOf({ Ask: call("ask", { End: true }) }),
      {},
      {
        ask: () => {
          asked();
          return done;
        },
      },
    );
    await isAsked;
    execution.abort();
    const { end } = await execution.ended;
    const length = execution.history.length;
    answer({ worked: true });
    await done;
    expect([end.status, execution.history.length, typesOf(execution).at(-1)]).toEqual([
      "ABORTED",
      length,
      "ExecutionAborted",
    ]);
  });
});
