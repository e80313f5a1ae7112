/** Statuses of a task, in the order in which it passes through them. */
export const taskStatuses = ["Submitted", "Running", "Completed", "Failed", "TimedOut"] as const;
export type TaskStatus = (typeof taskStatuses)[number];

/** Statuses of a run: Completed only when every task of it is. */
export type RunStatus = "Running" | "Completed" | "Failed";

/**
 * The precedence of statuses: a status may be written over exactly those listed beside it (or where no row exists yet).
 * No status may be written over a terminal one, so an end is written once and never changes.
 */
export const replaceable: Readonly<Record<TaskStatus, readonly TaskStatus[]>> = {
  Submitted: [],
  Running: ["Submitted"],
  Completed: ["Submitted", "Running"],
  Failed: ["Submitted", "Running"],
  TimedOut: ["Submitted", "Running"],
};

/** True for a status that nothing may be written over. */
export const isTerminal = (status: TaskStatus): boolean =>
  taskStatuses.every((next) => !replaceable[next].includes(status));
