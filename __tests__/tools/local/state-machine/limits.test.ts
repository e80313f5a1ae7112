import type { JsonObject } from "../../../../tools/local/json";
import { limits } from "../../../../workflow/limits";
import { call, flowOf, machineOf, processorOf, start } from "../../../support/state-machine";

const all = [{ ErrorEquals: ["States.ALL"], Next: "Caught" }];
const caught = { Caught: { Type: "Pass", End: true } };
const tooLong = {
  status: "FAILED",
  error: "States.Runtime",
  cause: "The execution reached the maximum number of history events (25000).",
};

/** States that write four events for each turn, and two at their end. */
const turns = (most: number): JsonObject => ({
  Turn: { Type: "Pass", Output: { n: "{% $states.input.n + 1 %}" }, Next: "Again" },
  Again: {
    Type: "Choice",
    Choices: [{ Condition: `{% $states.input.n < ${most} %}`, Next: "Turn" }],
    Default: "Done",
  },
  Done: { Type: "Succeed" },
});
const first = { n: 0 };

describe("Given a history with room for 25,000 events", () => {
  it("When the last one is the success of the execution, then it has succeeded", async () => {
    const { end, history } = await start(machineOf(turns(6_249)), first).ended;
    expect([end.status, history.length, history.at(-1)?.type]).toEqual(["SUCCEEDED", 25_000, "ExecutionSucceeded"]);
  });

  it("When more are needed, then the execution fails with the last, past every Catch, and cannot be redriven", async () => {
    const Catch = [{ ErrorEquals: ["States.ALL"], Next: "Caught" }];
    const around = { Type: "Parallel", Branches: [flowOf(turns(6_250))], Catch, End: true };
    const execution = start(machineOf({ Around: around, ...caught }), first);
    const { end, history } = await execution.ended;
    expect(end).toEqual(tooLong);
    expect([history.length, history.at(-1)?.type]).toEqual([25_000, "ExecutionFailed"]);
    expect([execution.notRedrivable, execution.redrive()]).toEqual(["Execution history event limit exceeded", false]);
  });

  it.each([
    [24_995, 6_248, undefined],
    [24_999, 6_249, "Execution history event limit exceeded"],
  ])(
    "When an execution failed after %i events, then a redrive has room for two, or is refused",
    async (events, most, reason) => {
      const Done = { Type: "Fail", Error: "Broken" };
      const { history, notRedrivable } = await start(machineOf({ ...turns(most), Done }), first).ended;
      expect([history.length, notRedrivable]).toEqual([events, reason]);
    },
  );

  it("When a loop never ends, then the execution does", async () => {
    const definition = machineOf({
      Loop: { Type: "Wait", Seconds: 1, Next: "Again" },
      Again: {
        Type: "Choice",
        Choices: [{ Condition: "{% $exists($states.input.done) %}", Next: "Done" }],
        Default: "Loop",
      },
      Done: { Type: "Succeed" },
    });
    expect((await start(definition).ended).end).toEqual(tooLong);
  });
});

describe("Given 262,144 bytes for what a state takes and gives", () => {
  const text = (bytes: number) => "x".repeat(bytes - 2);

  it.each<[string, JsonObject, number, string]>([
    ["a Task answers as many", { End: true }, limits.statePayloadBytes, "SUCCEEDED"],
    ["a Task answers one more", { End: true }, limits.statePayloadBytes + 1, "States.DataLimitExceeded"],
    ["it is caught by States.ALL", { Catch: all, End: true }, limits.statePayloadBytes + 1, "States.DataLimitExceeded"],
    [
      "it is caught by its name",
      { Catch: [{ ErrorEquals: ["States.DataLimitExceeded"], Next: "Caught" }], End: true },
      limits.statePayloadBytes + 1,
      "SUCCEEDED",
    ],
    [
      "the state's output is larger by its Output",
      { Output: { answer: "{% $states.result %}" }, Catch: all, End: true },
      limits.statePayloadBytes,
      "States.DataLimitExceeded",
    ],
  ])("When %s, then the end is as documented", async (_, more, bytes, expected) => {
    const { end } = await start(
      machineOf({ Ask: call("ask", more), ...("Catch" in more ? caught : {}) }),
      {},
      { ask: () => text(bytes) },
    ).ended;
    expect(end.status === "FAILED" ? end.error : end.status).toBe(expected);
  });

  it("When characters have several bytes, then bytes are counted", async () => {
    const { end } = await start(machineOf({ Ask: call("ask", { End: true }) }), {}, { ask: () => "ä".repeat(131_072) })
      .ended;
    expect(end).toMatchObject({
      error: "States.DataLimitExceeded",
      cause: expect.stringContaining("262146 bytes") as unknown,
    });
  });

  it("When Arguments make more of the input, then the call is not made", async () => {
    let calls = 0;
    const ask = call("ask", {
      Arguments: { a: "{% $states.input %}", b: "{% $states.input %}" },
      Catch: all,
      End: true,
    });
    const { end } = await start(machineOf({ Ask: ask, ...caught }), text(200_000), { ask: () => (calls += 1) }).ended;
    expect([end, calls]).toEqual([expect.objectContaining({ error: "States.DataLimitExceeded" }), 0]);
  });

  it("When the outputs of a Map's items are more together, then the Map fails past its Catch", async () => {
    const map = { Type: "Map", ItemProcessor: processorOf({ Ask: call("ask", { End: true }) }), Catch: all, End: true };
    const { end } = await start(machineOf({ Map: map, ...caught }), [1, 2, 3], { ask: () => text(100_000) }).ended;
    expect(end).toMatchObject({ error: "States.DataLimitExceeded" });
  });
});

describe("Given TimeoutSeconds of a state machine", () => {
  it("When it is over, then the execution and what runs in it end as TIMED_OUT, past every Catch", async () => {
    const branches = ["A", "B"].map((name) => flowOf({ [name]: { Type: "Wait", Seconds: 600, End: true } }));
    const parallel = { Type: "Parallel", Branches: branches, Catch: all, End: true };
    const execution = start(
      machineOf({ Parallel: parallel, ...caught }, { TimeoutSeconds: 1 }),
      {},
      {},
      { realTime: true },
    );
    const { end, history } = await execution.ended;
    expect(end).toEqual({ status: "TIMED_OUT", error: "States.Timeout", cause: "" });
    expect(history.at(-1)?.type).toBe("ExecutionTimedOut");
  });
});
