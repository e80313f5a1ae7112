import type { HistoryEvent } from "@aws-sdk/client-sfn";
import type { Run } from "../../../tools/page/model";
import { summarize } from "../../../tools/page/execution";

type ExecutionStatus = Run["executionStatus"];

/** The details are put under the name that AWS has for the type. An event that says nothing else follows the one before. */
interface Line {
  readonly type: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly after?: number;
  /** Details under another name. */
  readonly more?: object;
}

const on = (type: string, details: Line["details"] = {}, after?: number): Line => ({
  type,
  details,
  ...(after === undefined ? {} : { after }),
});

/** An exit that names its state, as AWS's do. */
const left = (type: string, name: string, after?: number): Line => ({
  ...on(`${type}StateExited`, {}, after),
  more: { stateExitedEventDetails: { name } },
});

const entered = (type: string, name: string, after?: number): Line => on(`${type}StateEntered`, { name }, after);

const attributeOf = (type: string): string =>
  type.endsWith("StateEntered")
    ? "stateEnteredEventDetails"
    : `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;

/** Events with ids from 1 on, a second apart. */
const named = (lines: readonly (Line | string)[]): HistoryEvent[] =>
  lines.map((line, index) => {
    const { type, details, after = index, more } = typeof line === "string" ? on(line) : line;
    return {
      id: index + 1,
      previousEventId: after,
      timestamp: new Date(Date.UTC(2026, 10, 24, 12, 0, index)),
      type: type as HistoryEvent["type"],
      [attributeOf(type)]: details,
      ...more,
    };
  });

/** By state: its outcome; then its visits and retries where it had one and none, and its last error. */
const states = (status: ExecutionStatus, ...lines: readonly (Line | string)[]): Record<string, string> =>
  Object.fromEntries(
    [...summarize(named(lines), status).states].map(([name, { outcome, visits, retries, error }]) => [
      name,
      [outcome, visits > 1 && `${visits} visits`, retries > 0 && `${retries} retries`, error].filter(Boolean).join(" "),
    ]),
  );

const failure = { error: "Oops", cause: "because" };
const failed = on("TaskFailed", failure);

describe("Given a history from AWS", () => {
  it("When a Task succeeds, then it is summed up whole", () => {
    const lines = ["ExecutionStarted", entered("Task", "A"), "TaskScheduled", "TaskSucceeded", "TaskStateExited"];
    expect(summarize(named(lines), "SUCCEEDED").states).toEqual(
      new Map([["A", { outcome: "succeeded", visits: 1, retries: 0 }]]),
    );
  });

  it.each(["TaskFailed", "TaskTimedOut", "TaskStartFailed", "TaskSubmitFailed", "LambdaFunctionFailed"])(
    "When %s is followed by another attempt and then by its Catch, then it was retried and caught",
    (type) => {
      const scheduled = type.startsWith("Lambda") ? "LambdaFunctionScheduled" : "TaskScheduled";
      const lines = [
        ...["ExecutionStarted", entered("Task", "A"), scheduled, on(type, failure), scheduled, on(type, failure)],
        ...["TaskStateExited", entered("Pass", "B"), "PassStateExited", "ExecutionSucceeded"],
      ];
      expect(summarize(named(lines), "SUCCEEDED").states).toEqual(
        new Map([
          ["A", { outcome: "caughtError", visits: 1, retries: 1, error: "Oops" }],
          ["B", { outcome: "succeeded", visits: 1, retries: 0 }],
        ]),
      );
    },
  );

  const begun = ["ExecutionStarted", entered("Task", "A"), "TaskScheduled"];

  it.each<[string, ExecutionStatus, (Line | string)[], string]>([
    ["was not left yet", "RUNNING", begun, "inProgress"],
    ["was not left by an execution that failed", "FAILED", begun, "failed"],
    ["was not left in time", "TIMED_OUT", [...begun, "ExecutionTimedOut"], "cancelled"],
    ["was not left before a person stopped it", "ABORTED", [...begun, "ExecutionAborted"], "cancelled"],
    ["was aborted", "FAILED", [...begun, "TaskStateAborted"], "cancelled"],
    ["failed for good", "FAILED", [...begun, failed, on("ExecutionFailed", { error: "Other" })], "failed Oops"],
    [
      "failed, was tried again and succeeded",
      "SUCCEEDED",
      [...begun, failed, "TaskScheduled", failed, "TaskScheduled", "TaskSucceeded", "TaskStateExited"],
      "succeeded 2 retries Oops",
    ],
    ["is being tried again", "RUNNING", [...begun, failed, "TaskScheduled"], "inProgress 1 retries Oops"],
    [
      "was visited again after it was caught",
      "SUCCEEDED",
      [...begun, failed, "TaskStateExited", entered("Task", "A"), "TaskScheduled", "TaskSucceeded", "TaskStateExited"],
      "caughtError 2 visits Oops",
    ],
    [
      "is tried again in an execution that was redriven",
      "SUCCEEDED",
      [...begun, failed, on("ExecutionFailed", failure), "ExecutionRedriven", "TaskScheduled", "TaskStateExited"],
      "succeeded 1 retries Oops",
    ],
  ])("When a state %s, in an execution that is %s, then it says so", (_, status, lines, expected) => {
    expect(states(status, ...lines)).toEqual({ A: expected });
  });

  it("When a Fail state ends it, then that state failed with the execution's error", () => {
    expect(
      states(
        "FAILED",
        ...["ExecutionStarted", entered("Choice", "A"), "ChoiceStateExited", entered("Fail", "Refused")],
        on("ExecutionFailed", failure),
      ),
    ).toEqual({ A: "succeeded", Refused: "failed Oops" });
  });

  it("When it failed before any state, then no state is blamed", () => {
    expect(states("FAILED", "ExecutionStarted", on("ExecutionFailed", failure))).toEqual({});
  });

  it("When a Parallel state falls, then what ran in it was cancelled", () => {
    expect(
      states(
        "ABORTED",
        ...["ExecutionStarted", entered("Parallel", "Both"), "ParallelStateStarted", entered("Wait", "W")],
        ...["WaitStateAborted", on("ParallelStateAborted", {}, 3), "ExecutionAborted"],
      ),
    ).toEqual({ Both: "cancelled", W: "cancelled" });
  });

  it("When a Parallel state within another fails as AWS writes it, then the failure and the exit are its own", () => {
    expect(
      states(
        "SUCCEEDED",
        "ExecutionStarted", // 1
        entered("Parallel", "Both"), // 2
        "ParallelStateStarted", // 3
        entered("Parallel", "Inner", 3), // 4
        "ParallelStateStarted", // 5
        entered("Fail", "Fail"), // 6
        on("ParallelStateFailed", {}, 6), // 7
        on("ParallelStateFailed", {}, 7), // 8
        left("Parallel", "Both", 8), // 9
        entered("Succeed", "Done", 9), // 10
      ),
    ).toEqual({ Both: "caughtError", Inner: "failed", Fail: "failed", Done: "succeeded" });
  });

  it("When a Parallel state succeeds, then it is left, not the branch whose last event its exit follows", () => {
    expect(
      states(
        "RUNNING",
        ...["ExecutionStarted", entered("Parallel", "Both"), "ParallelStateStarted", entered("Pass", "A")],
        ...[left("Pass", "A"), "ParallelStateSucceeded", left("Parallel", "Both", 5)],
      ),
    ).toEqual({ Both: "succeeded", A: "succeeded" });
  });

  it("When a Map Run fails within a Parallel state, then its Map failed with the Map Run's error", () => {
    expect(
      states(
        "FAILED",
        ...["ExecutionStarted", entered("Parallel", "Both"), "ParallelStateStarted", entered("Map", "Map")],
        ...["MapStateStarted", "MapRunStarted", on("MapRunFailed", failure), "MapStateFailed", "ParallelStateFailed"],
        on("ExecutionFailed", failure),
      ),
    ).toEqual({ Both: "failed", Map: "failed Oops" });
  });

  it("When an expression fails, then the state is the one that the event names", () => {
    const evaluation = { evaluationFailedEventDetails: { state: "A", ...failure } };
    expect(
      states(
        "FAILED",
        ...["ExecutionStarted", entered("Pass", "A"), { ...on("EvaluationFailed", {}, 1), more: evaluation }],
        on("ExecutionFailed", failure),
      ),
    ).toEqual({ A: "failed Oops" });
  });
});

describe("Given the ways that an execution took", () => {
  it("When branches run at once, then only ways within one of them count, and the one on from the whole", () => {
    const { went } = summarize(
      named([
        "ExecutionStarted", // 1
        entered("Pass", "Before"), // 2
        left("Pass", "Before"), // 3
        entered("Parallel", "Both"), // 4
        "ParallelStateStarted", // 5
        entered("Pass", "P", 5), // 6
        entered("Pass", "X", 5), // 7
        left("Pass", "P", 6), // 8
        entered("Pass", "Q", 8), // 9
        left("Pass", "X", 7), // 10
        entered("Pass", "Y", 10), // 11
        left("Pass", "Q", 9), // 12
        left("Parallel", "Both", 12), // 13
        entered("Pass", "After", 13), // 14
      ]),
      "RUNNING",
    );
    const names = ["Before", "Both", "P", "Q", "X", "Y", "After"];
    expect(names.flatMap((from) => names.filter((to) => went(from, to)).map((to) => `${from} ${to}`))).toEqual([
      "Before Both",
      "Both After",
      "P Q",
      "X Y",
    ]);
  });
});
