import { toDefinition } from "../../../tools/page/definition";
import { summarize, type ExecutionStatus } from "../../../tools/page/outcomes";
import type { StateEvent } from "../../../tools/page/aws-history";

/** `Name Event`; a failure's error is `Oops`. */
const history = (...lines: readonly string[]): StateEvent[] =>
  lines.map((line) => {
    const [state, event] = line.split(" ") as [string, StateEvent["event"]];
    return {
      state,
      event,
      ...(event === "StateFailed" ? { error: "Oops", cause: "because" } : {}),
    };
  });

const state = { Type: "Pass" };
const branch = (...names: readonly string[]) => ({
  StartAt: names[0] ?? "",
  States: Object.fromEntries(names.map((name) => [name, state])),
});
const definition = toDefinition({
  StartAt: "Before",
  States: {
    Before: state,
    Map: { ...state, ItemProcessor: branch("A", "B") },
    Parallel: { ...state, Branches: [branch("P", "Q"), branch("X", "Y")] },
    After: state,
  },
});

const statesOf = (status: ExecutionStatus, ...lines: readonly string[]) =>
  Object.fromEntries(summarize(definition, history(...lines), status).states);

const failure = { error: "Oops", cause: "because" };

describe("Given what happened to a state", () => {
  it.each<[string, ExecutionStatus, string[], object]>([
    ["was left", "RUNNING", ["A StateEntered", "A StateExited"], { outcome: "succeeded", visits: 1, retries: 0 }],
    ["was not left yet", "RUNNING", ["A StateEntered"], { outcome: "inProgress", visits: 1, retries: 0 }],
    [
      "failed and nothing followed",
      "FAILED",
      ["A StateEntered", "A StateFailed"],
      { outcome: "failed", visits: 1, retries: 0, ...failure },
    ],
    [
      "was not left by an execution that failed",
      "FAILED",
      ["A StateEntered"],
      { outcome: "failed", visits: 1, retries: 0 },
    ],
    ["was not left in time", "TIMED_OUT", ["A StateEntered"], { outcome: "cancelled", visits: 1, retries: 0 }],
    [
      "was not left before a person stopped it",
      "ABORTED",
      ["A StateEntered"],
      { outcome: "cancelled", visits: 1, retries: 0 },
    ],
    ["was aborted", "FAILED", ["A StateEntered", "A StateAborted"], { outcome: "cancelled", visits: 1, retries: 0 }],
    [
      "failed, was tried again and succeeded",
      "SUCCEEDED",
      ["A StateEntered", "A StateFailed", "A StateRetried", "A StateFailed", "A StateRetried", "A StateExited"],
      { outcome: "succeeded", visits: 1, retries: 2, ...failure },
    ],
    [
      "is being tried again",
      "RUNNING",
      ["A StateEntered", "A StateFailed", "A StateRetried"],
      { outcome: "inProgress", visits: 1, retries: 1, ...failure },
    ],
    [
      "failed and was caught",
      "SUCCEEDED",
      ["A StateEntered", "A StateFailed", "A StateCaught", "A StateExited"],
      { outcome: "caughtError", visits: 1, retries: 0, ...failure },
    ],
    [
      "was visited again after it was caught",
      "SUCCEEDED",
      ["A StateEntered", "A StateFailed", "A StateCaught", "A StateExited", "A StateEntered", "A StateExited"],
      { outcome: "caughtError", visits: 2, retries: 0, ...failure },
    ],
  ])("When it %s in an execution that is %s, then the summary says so", (_, status, lines, summary) => {
    expect(statesOf(status, ...lines)).toEqual({ A: summary });
  });

  it("When it was never entered, then it is not in the summary", () => {
    expect(statesOf("RUNNING", "A StateExited")).toEqual({});
  });
});

describe("Given the ways that an execution took", () => {
  it("When branches run at once, then only ways within one of them count", () => {
    const { went } = summarize(
      definition,
      history(
        "Before StateEntered",
        "Map StateEntered",
        "A StateEntered",
        "B StateEntered",
        "Parallel StateEntered",
        "P StateEntered",
        "X StateEntered",
        "Q StateEntered",
        "Y StateEntered",
        "After StateEntered",
      ),
      "RUNNING",
    );
    const names = ["Before", "Map", "A", "B", "Parallel", "P", "Q", "X", "Y", "After"];
    expect(names.flatMap((from) => names.filter((to) => went(from, to)).map((to) => `${from} ${to}`))).toEqual([
      "Before Map",
      "Map Parallel",
      "A B",
      "Parallel After",
      "P Q",
      "X Y",
    ]);
  });
});
