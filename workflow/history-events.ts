import { limits } from "./limits";
import { pollsWithin } from "./wait";

/** The ways of starting tasks. */
export const patterns = [1, 2, 3] as const;
export type Pattern = (typeof patterns)[number];

/**
 * Events that a state adds to an execution's history, from its entry to its exit. Step Functions API reference,
 * HistoryEvent: a Task state is entered, scheduled, started, succeeds, is exited; one that fails and is caught has as many.
 */
export const stateEvents = {
  Task: 5,
  Choice: 2,
  Pass: 2,
  Wait: 2,
  Succeed: 2,
  /** Without its iterations. */
  Map: 4,
  MapIteration: 2,
  /** A Map whose entries have executions, and histories, of their own: MapRunStarted and its end besides. */
  DistributedMap: 6,
  /** Without what is in its branches. */
  Parallel: 4,
  Fail: 1,
} as const;

/** ExecutionStarted, ExecutionSucceeded */
const executionEvents = 2;

/** A Task state that is tried again: TaskFailed, TaskScheduled, TaskStarted. */
export const retryEvents = 3;

const { Task, Choice, Pass, Wait, Succeed } = stateEvents;

/** InvokeTaskLauncher, CheckIfAllLaunched */
const launcherCallEvents = Task + Choice;

/** SubmitECSTasks, CheckPlacement, RecordSubmitted */
const entryEvents = stateEvents.MapIteration + Task + Choice + Task;

/** What goes before the polls. */
const launchEvents: Readonly<Record<Pattern, (course: Course) => number>> = {
  1: ({ launcherCalls }) => launcherCalls * launcherCallEvents,
  // The checks, RecordRun, LaunchTasks, HandOverToMonitor; and the entries.
  2: ({ tasks }) => 3 * Choice + 5 * Pass + Task + stateEvents.Map + Pass + tasks * entryEvents,
  // The checks, RecordRun; LaunchAndWatch with its two branches; counting, HandOverToMonitor. Entries are not in it.
  3: () =>
    3 * Choice +
    6 * Pass +
    Task +
    (stateEvents.Parallel + Choice + stateEvents.DistributedMap + stateEvents.Fail + Pass + Wait) +
    (3 * Task + 3 * Choice + Pass),
};

const monitorEvents = (polls: number): number => polls * (Task + Choice) + (polls - 1) * Wait + Succeed;

/** What the length of a history depends on. */
export interface Course {
  readonly tasks: number;
  readonly launcherCalls: number;
  readonly polls: number;
}

/** The events in the history of an execution in which nothing is tried again. */
export const historyEvents = (pattern: Pattern, course: Course): number =>
  executionEvents + launchEvents[pattern](course) + monitorEvents(course.polls);

/**
 * The longest list that pattern 2 takes: that of which each task can be tried once more, in a run that takes all of its
 * time, within one history. Pattern 1 has no such limit.
 */
export function longestListInHistory(timeoutSeconds: number): number {
  const polls = pollsWithin(timeoutSeconds, timeoutSeconds);
  const rest = limits.historyEvents - historyEvents(2, { tasks: 0, launcherCalls: 0, polls });
  return Math.floor(rest / (entryEvents + retryEvents));
}
