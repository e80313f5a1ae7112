import { launcherCalls, launchSeconds, predictFit, type Planned } from "../../workflow/fit";
import { historyEvents, longestListInHistory, type Pattern } from "../../workflow/history-events";
import { limits } from "../../workflow/limits";
import { parseListedSpec, withList } from "../../workflow/listed-spec";
import { parseWorkflowSpec } from "../../workflow/spec";
import { pollsWithin } from "../../workflow/wait";
import type { Bench, Figure } from "./figure";
import { deployment, linesOf, taskList } from "./lab";

const maxTimeoutSeconds = 86_400;

/** A task's own time: seconds. */
const taskSeconds = 60;

/** A way to give a list to a pattern, and lengths of it. */
interface Way {
  readonly pattern: Pattern;
  readonly list: "given as input" | "in S3";
  readonly counts: readonly number[];
}

const ways: readonly Way[] = [
  { pattern: 1, list: "given as input", counts: [10, 100, 1_000] },
  { pattern: 1, list: "in S3", counts: [10, 1_000, 10_000] },
  { pattern: 2, list: "given as input", counts: [10, 100, 1_000] },
];

const source = { format: "JSONL", key: "list.jsonl" } as const;

/** An execution's input, and the spec that it is completed to. */
function requested({ list }: Way, tasks: number): Pick<Planned, "input" | "spec"> {
  const entries = taskList(tasks);
  if (list === "given as input") {
    const input = { taskList: entries };
    return { input, spec: parseWorkflowSpec(input, deployment, maxTimeoutSeconds) };
  }
  const input = { taskSource: source };
  const text = linesOf(entries);
  const listed = parseListedSpec(input, deployment, maxTimeoutSeconds);
  return { input, spec: withList(listed, text, deployment, maxTimeoutSeconds) };
}

function stateFigures(way: Way, tasks: number): Figure[] {
  const { pattern, list } = way;
  const payload = predictFit({ ...requested(way, tasks), pattern, maxTimeoutSeconds }).payloadBytes;
  const seconds = launchSeconds(tasks);
  const course = {
    tasks,
    launcherCalls: launcherCalls(tasks),
    polls: pollsWithin(taskSeconds + seconds, maxTimeoutSeconds),
  };
  const name = `pattern ${pattern}, ${tasks} tasks of ${taskSeconds} s, list ${list}`;
  return [
    {
      what: `${name}: the largest payload of a state`,
      unit: "bytes",
      value: payload.value,
      comparedWith: { what: "what Step Functions takes", value: payload.limit },
    },
    {
      what: `${name}: history`,
      unit: "events",
      value: historyEvents(pattern, course),
      comparedWith: { what: "what Step Functions takes", value: limits.historyEvents },
    },
  ];
}

/** What travels in the state machine, and its history, by the length of the list. */
export const stateBench: Bench = {
  name: "state",
  run: () =>
    Promise.resolve([
      ...ways.flatMap((way) => way.counts.flatMap((tasks) => stateFigures(way, tasks))),
      {
        what: "pattern 2: the longest list, in a run of a day",
        unit: "tasks",
        value: longestListInHistory(maxTimeoutSeconds),
      },
    ]),
};
