import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { stateEventsOf } from "../../../tools/page/aws-history";
import { toDefinition } from "../../../tools/page/definition";
import { summarize } from "../../../tools/page/outcomes";

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

const told = (events: readonly HistoryEvent[]): string[] =>
  stateEventsOf(events).map(({ state, event, error = "", cause = "" }) => `${state} ${event} ${error} ${cause}`.trim());

const state = { Type: "Pass" };
const definition = toDefinition({
  StartAt: "Map",
  States: { Map: { ...state, ItemProcessor: { StartAt: "A", States: { A: state, B: state } } }, Done: state },
});

const failure = { error: "Oops", cause: "because" };

describe("Given a history from AWS", () => {
  it("When a Task succeeds, then it is entered and left", () => {
    const events = named([
      "ExecutionStarted",
      entered("Task", "A"),
      "TaskScheduled",
      "TaskStarted",
      "TaskSucceeded",
      "TaskStateExited",
      "ExecutionSucceeded",
    ]);
    expect(stateEventsOf(events)).toEqual([
      { state: "A", event: "StateEntered" },
      { state: "A", event: "StateExited" },
    ]);
  });

  it.each(["TaskFailed", "TaskTimedOut", "TaskStartFailed", "TaskSubmitFailed", "LambdaFunctionFailed"])(
    "When %s is followed by another attempt and then by its Catch, then they are told as retried and caught",
    (type) => {
      const scheduled = type.startsWith("Lambda") ? "LambdaFunctionScheduled" : "TaskScheduled";
      const events = named([
        "ExecutionStarted",
        entered("Task", "A"),
        scheduled,
        on(type, failure),
        scheduled,
        on(type, failure),
        "TaskStateExited",
        entered("Pass", "B"),
        "PassStateExited",
        "ExecutionSucceeded",
      ]);
      expect(told(events)).toEqual([
        "A StateEntered",
        "A StateFailed Oops because",
        "A StateRetried",
        "A StateFailed Oops because",
        "A StateCaught",
        "A StateExited",
        "B StateEntered",
        "B StateExited",
      ]);
    },
  );

  it("When a Task fails for good, then the execution's end is no second failure", () => {
    const events = named([
      "ExecutionStarted",
      entered("Task", "A"),
      "TaskScheduled",
      on("TaskFailed", failure),
      on("ExecutionFailed", failure),
    ]);
    expect(told(events)).toEqual(["A StateEntered", "A StateFailed Oops because"]);
  });

  it("When a Fail state ends it, then that state failed with the execution's error", () => {
    const events = named([
      "ExecutionStarted",
      entered("Choice", "A"),
      "ChoiceStateExited",
      entered("Fail", "Refused"),
      on("ExecutionFailed", failure),
    ]);
    expect(told(events)).toEqual([
      "A StateEntered",
      "A StateExited",
      "Refused StateEntered",
      "Refused StateFailed Oops because",
    ]);
  });

  it("When it failed before any state, then no state is blamed", () => {
    expect(told(named(["ExecutionStarted", on("ExecutionFailed", failure)]))).toEqual([]);
  });

  it("When it ran out of time, then the state it was in did not fail", () => {
    const events = named(["ExecutionStarted", entered("Wait", "A"), "ExecutionTimedOut"]);
    expect(told(events)).toEqual(["A StateEntered"]);
    expect(summarize(definition, stateEventsOf(events), "TIMED_OUT").states.get("A")?.outcome).toBe("cancelled");
  });

  it("When an execution is redriven, then the state that failed is told as retried", () => {
    const events = named([
      "ExecutionStarted",
      entered("Task", "A"),
      "TaskScheduled",
      on("TaskFailed", failure),
      on("ExecutionFailed", failure),
      "ExecutionRedriven",
      "TaskScheduled",
      "TaskSucceeded",
      "TaskStateExited",
    ]);
    expect(told(events)).toEqual(["A StateEntered", "A StateFailed Oops because", "A StateRetried", "A StateExited"]);
  });

  it("When a Parallel state falls, then what ran in it is told as aborted", () => {
    const events = named([
      "ExecutionStarted",
      entered("Parallel", "Both"),
      "ParallelStateStarted",
      entered("Wait", "W"),
      "WaitStateAborted",
      on("ParallelStateAborted", {}, 3),
      "ExecutionAborted",
    ]);
    expect(told(events).slice(-2)).toEqual(["W StateAborted", "Both StateAborted"]);
  });

  it("When a Parallel state within another fails as AWS writes it, then the failure and the exit are its own", () => {
    const events = named([
      "ExecutionStarted", // 1
      entered("Parallel", "Both"), // 2
      "ParallelStateStarted", // 3
      entered("Parallel", "Inner", 3), // 4
      "ParallelStateStarted", // 5
      entered("Fail", "Fail"), // 6
      on("ParallelStateFailed", {}, 6), // 7
      on("ParallelStateFailed", {}, 7), // 8
      { ...on("ParallelStateExited", {}, 8), more: { stateExitedEventDetails: { name: "Both" } } }, // 9
      entered("Succeed", "Done", 9), // 10
    ]);
    expect(told(events)).toEqual([
      "Both StateEntered",
      "Inner StateEntered",
      "Fail StateEntered",
      "Fail StateFailed",
      "Inner StateFailed",
      "Both StateFailed",
      "Both StateCaught",
      "Both StateExited",
      "Done StateEntered",
    ]);
  });

  it("When a Parallel state succeeds, then it is left, not the branch whose last event its exit follows", () => {
    const events = named([
      "ExecutionStarted",
      entered("Parallel", "Both"),
      "ParallelStateStarted",
      entered("Pass", "A"),
      { ...on("PassStateExited"), more: { stateExitedEventDetails: { name: "A" } } },
      on("ParallelStateSucceeded"),
      { ...on("ParallelStateExited", {}, 5), more: { stateExitedEventDetails: { name: "Both" } } },
    ]);
    expect(told(events)).toEqual(["Both StateEntered", "A StateEntered", "A StateExited", "Both StateExited"]);
  });

  it("When a Map Run fails within a Parallel state, then its Map failed with the Map Run's error", () => {
    const events = named([
      "ExecutionStarted",
      entered("Parallel", "Both"),
      "ParallelStateStarted",
      entered("Map", "Map"),
      "MapStateStarted",
      "MapRunStarted",
      on("MapRunFailed", failure),
      "MapStateFailed",
      "ParallelStateFailed",
      on("ExecutionFailed", failure),
    ]);
    expect(told(events)).toEqual([
      "Both StateEntered",
      "Map StateEntered",
      "Map StateFailed Oops because",
      "Both StateFailed",
    ]);
  });

  it("When an expression fails, then the state is the one that the event names", () => {
    const events = named([
      "ExecutionStarted",
      entered("Pass", "A"),
      { ...on("EvaluationFailed", {}, 1), more: { evaluationFailedEventDetails: { state: "A", ...failure } } },
      on("ExecutionFailed", failure),
    ]);
    expect(told(events)).toEqual(["A StateEntered", "A StateFailed Oops because"]);
  });
});
