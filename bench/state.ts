import { historyEvents, longestListInHistory, patterns, type Pattern } from "../workflow/history-events";
import { launchSeconds, predictFit } from "../workflow/fit";
import { limits } from "../workflow/limits";
import { parseWorkflowSpec } from "../workflow/spec";
import { pollsWithin } from "../workflow/wait";
import type { Bench, Figure } from "./figure";
import { deployment, taskList } from "./lab";

const counts = [10, 100, 1_000] as const;
const maxTimeoutSeconds = 86_400;

/** A task's own time: seconds. */
const taskSeconds = 60;

function stateFigures(pattern: Pattern, tasks: number): Figure[] {
  const input = { taskList: taskList(tasks) };
  const spec = parseWorkflowSpec(input, deployment, maxTimeoutSeconds);
  const payload = predictFit({ input, spec, pattern, maxTimeoutSeconds }).payloadBytes;
  const polls = pollsWithin(taskSeconds + launchSeconds(tasks), maxTimeoutSeconds);
  const name = `pattern ${pattern}, ${tasks} tasks of ${taskSeconds} s`;
  return [
    {
      what: `${name}: the largest payload of a state, by the list given as input`,
      unit: "bytes",
      value: payload.value,
      comparedWith: { what: "what Step Functions takes", value: payload.limit },
    },
    {
      what: `${name}: history`,
      unit: "events",
      value: historyEvents(pattern, { tasks, launcherCalls: 1, polls }),
      comparedWith: { what: "what Step Functions takes", value: limits.historyEvents },
    },
  ];
}

/** What travels in the state machine, and its history, by the length of the list. */
export const stateBench: Bench = {
  name: "state",
  run: () =>
    Promise.resolve([
      ...patterns.flatMap((pattern) => counts.flatMap((tasks) => stateFigures(pattern, tasks))),
      {
        what: "pattern 2: the longest list, in a run of a day",
        unit: "tasks",
        value: longestListInHistory(maxTimeoutSeconds),
      },
    ]),
};
