import type { Course, Pattern } from "../../../workflow/history-events";
import type { TaskSource } from "../../../workflow/source-spec";

/** A course, and the format of a list in S3. */
export interface BilledCourse extends Course {
  readonly format?: TaskSource["format"];
}

/** States that an execution enters beside the monitor's loop, read off the definitions. */
const entered: Readonly<Record<Pattern, (course: BilledCourse) => number>> = {
  // InvokeTaskLauncher, CheckIfAllLaunched
  1: ({ launcherCalls }) => 2 * launcherCalls,
  // Three checks and five preparations, RecordRun, LaunchTasks, HandOverToMonitor; for each entry SubmitECSTasks,
  // CheckPlacement, RecordSubmitted.
  2: ({ tasks }) => 11 + 3 * tasks,
  // Three checks and six preparations, RecordRun; LaunchAndWatch, ChooseReader, the Map, EndOfSource, StartWatching; two states
  // that find the Map Run, two that ask about it, RecordNumberOfTasks, CheckLaunchEnd, HandOverToMonitor; and each entry's
  // execution: its start, CheckEntry but of a prefix, SubmitECSTasks, CheckPlacement, RecordSubmitted.
  3: ({ tasks, format }) => 22 + (format === "PREFIX" ? 4 : 5) * tasks,
};

/** The states that an execution enters in which nothing is tried again: what Step Functions bills as transitions. */
export const statesEntered = (pattern: Pattern, course: BilledCourse): number =>
  // InvokeTaskMonitor and CheckIfTasksCompleted at each poll, WaitForECS between two, and Done. While entries are launched
  // WatchLaunch, CheckDeadline and WaitForLaunch: as many.
  entered[pattern](course) + 2 * course.polls + (course.polls - 1) + 1;
