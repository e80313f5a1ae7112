import { toItem, type SummaryRow } from "./audit-rows";
import { begunRun } from "./begun-run";
import { bytesOf, itemBytes } from "./bytes";
import { launcherCallSeconds } from "./function-time";
import { historyEvents, retryEvents, type Pattern } from "./history-events";
import { limits } from "./limits";
import type { CompleteWorkflowSpec, TaskEntry } from "./spec";
import { overridesOf, type SharedByTasks } from "./task-overrides";
import { pollsWithin } from "./wait";

/** What a prediction is made of. */
export interface Planned {
  /** The execution's input, as it is given. */
  readonly input: unknown;
  /** The same, checked and completed. */
  readonly spec: CompleteWorkflowSpec;
  readonly pattern: Pattern;
  /** The longest `timeoutSeconds` that the deployment allows. */
  readonly maxTimeoutSeconds: number;
}

/** One thing that a limit holds for. */
export interface Figure {
  readonly value: number;
  readonly limit: number;
  readonly unit: "bytes" | "characters" | "events" | "seconds";
  readonly what: string;
  /**
   * True where a run that breaks the limit cannot but fail. Otherwise it can start, and may succeed where the account's
   * quotas are higher.
   */
  readonly refused: boolean;
}

export type FigureName =
  "payloadBytes" | "overridesCharacters" | "summaryItemBytes" | "historyEvents" | "launchSeconds" | "runSeconds";

/** What is known of a run only when it is there, in its longest form. */
export const longest = {
  runId: "9".repeat(limits.numberDigits),
  time: new Date(0).toISOString(),
  functionArn: "f".repeat(140),
  executionArn: "e".repeat(256),
  /** What RecordRun sends beside the item: table, condition, names. */
  requestBytes: 400,
} as const;

/** Characters of RunTask's overrides for one entry. A run id that is not known yet counts with its longest form. */
export const overridesCharacters = (spec: SharedByTasks, entry: TaskEntry): number =>
  JSON.stringify(overridesOf(spec, entry, spec.workflowRunId ?? longest.runId)).length;

/** How long ECS takes to launch so many tasks by its default quotas: seconds. */
export const launchSeconds = (tasks: number): number =>
  Math.max(0, (tasks - limits.launchBurst) / limits.launchesPerSecond);

/** How many calls of the launcher that takes. */
export const launcherCalls = (tasks: number): number => 1 + Math.floor(launchSeconds(tasks) / launcherCallSeconds);

function summaryRow({ spec, pattern, maxTimeoutSeconds }: Planned): SummaryRow {
  const run = { workflowName: spec.workflowName, workflowRunId: spec.workflowRunId ?? longest.runId };
  const { workflowRunId } = run;
  // Pattern 2 records what it works with, its defaults included.
  const defaults = { workflowRunId, timeoutSeconds: maxTimeoutSeconds, targetFolder: "", simulatedWorkSeconds: 0 };
  const recorded = pattern === 1 ? spec : { ...defaults, ...spec };
  const times = { start_time: longest.time, update_time: longest.time };
  return { ...begunRun(recorded, run, longest.executionArn, maxTimeoutSeconds), status: "Running", ...times };
}

const recordedBytes = (planned: Planned): number =>
  bytesOf(JSON.stringify(toItem(summaryRow(planned)))) + longest.requestBytes;

/** The largest parameters of a Task state: those of the launcher, or of the state that records the run. */
const payloadBytes: Readonly<Record<Pattern, (planned: Planned) => number>> = {
  1: ({ input }) => {
    const execution = { executionArn: longest.executionArn, startTime: longest.time, input };
    return bytesOf(JSON.stringify({ FunctionName: longest.functionArn, Payload: { execution } }));
  },
  2: recordedBytes,
  3: recordedBytes,
};

/** The longest history that the run can have: all of its time is taken and, in pattern 2, each task tried once more. */
function longestHistory({ spec, pattern, maxTimeoutSeconds }: Planned): number {
  const tasks = spec.taskList.length;
  const polls = pollsWithin(maxTimeoutSeconds, maxTimeoutSeconds);
  return (
    historyEvents(pattern, { tasks, launcherCalls: launcherCalls(tasks), polls }) +
    (pattern === 2 ? tasks * retryEvents : 0)
  );
}

/** What each figure is, and what it is of. @param deadlineSeconds from the beginning of the run */
const figureKinds = (deadlineSeconds: number): Readonly<Record<FigureName, Omit<Figure, "value">>> => ({
  payloadBytes: {
    what: "the spec within the largest input of a state",
    unit: "bytes",
    limit: limits.statePayloadBytes,
    refused: true,
  },
  overridesCharacters: {
    what: "the longest overrides of a task",
    unit: "characters",
    limit: limits.taskOverridesCharacters,
    refused: true,
  },
  summaryItemBytes: { what: "the run's summary row", unit: "bytes", limit: limits.itemBytes, refused: true },
  historyEvents: {
    what: "the execution's history at its longest",
    unit: "events",
    limit: limits.historyEvents,
    refused: true,
  },
  launchSeconds: {
    what: "launching, by the quotas of a new account, against the deadline",
    unit: "seconds",
    limit: deadlineSeconds,
    refused: false,
  },
  runSeconds: {
    what: "launching and simulated work, against the deadline",
    unit: "seconds",
    limit: deadlineSeconds,
    refused: false,
  },
});

/** Values with what they are, and their limits. */
export function figuresOf<Name extends FigureName>(
  values: Readonly<Record<Name, number>>,
  deadlineSeconds: number,
): Readonly<Record<Name, Figure>> {
  const kinds = figureKinds(deadlineSeconds);
  return Object.fromEntries(
    (Object.entries(values) as [Name, number][]).map(([name, value]) => [name, { ...kinds[name], value }]),
  ) as Record<Name, Figure>;
}

/** Says of a run that has not begun what it will need, and what there is. */
export function predictFit(planned: Planned): Readonly<Record<FigureName, Figure>> {
  const { spec, pattern, maxTimeoutSeconds } = planned;
  const launching = launchSeconds(spec.taskList.length);
  return figuresOf(
    {
      payloadBytes: payloadBytes[pattern](planned),
      overridesCharacters: spec.taskList.reduce((most, entry) => Math.max(most, overridesCharacters(spec, entry)), 0),
      summaryItemBytes: itemBytes(summaryRow(planned)),
      historyEvents: longestHistory(planned),
      launchSeconds: launching,
      runSeconds: launching + (spec.simulatedWorkSeconds ?? 0),
    },
    spec.timeoutSeconds ?? maxTimeoutSeconds,
  );
}

/** The limits that a run would break, by name. */
export const misfits = (figures: Readonly<Partial<Record<FigureName, Figure>>>): [FigureName, Figure][] =>
  (Object.entries(figures) as [FigureName, Figure][]).filter(([, { value, limit }]) => value > limit);

/** How a limit is broken, in a line. */
export const describeMisfit = ({ what, value, limit, unit }: Figure): string =>
  `${what} takes ${value} ${unit}, of at most ${limit}`;
