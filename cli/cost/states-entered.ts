import type { Course, Pattern } from "../../workflow/history-events";

/** States that an execution enters beside the monitor's loop, read off the definitions. */
const entered: Readonly<Record<Pattern, (course: Course) => number>> = {
  // InvokeTaskLauncher, CheckIfAllLaunched
  1: ({ launcherCalls }) => 2 * launcherCalls,
  // Three checks and five preparations, RecordRun, LaunchTasks, HandOverToMonitor; for each entry SubmitECSTasks,
  // CheckPlacement, RecordSubmitted.
  2: ({ tasks }) => 11 + 3 * tasks,
};

/** The states that an execution enters in which nothing is tried again: what Step Functions bills as transitions. */
export const statesEntered = (pattern: Pattern, course: Course): number =>
  // InvokeTaskMonitor and CheckIfTasksCompleted at each poll, WaitForECS between two, and Done.
  entered[pattern](course) + 2 * course.polls + (course.polls - 1) + 1;
