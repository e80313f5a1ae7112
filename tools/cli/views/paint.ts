import pc from "../../terminal/colors";
import type { RunStatus, TaskStatus } from "../../../workflow/status";
import type { ExecutionStatus } from "../operations/run-state";

type Paint = (text: string) => string;

const ofTask: Readonly<Record<TaskStatus, Paint>> = {
  Submitted: pc.dim,
  Running: pc.yellow,
  Completed: pc.green,
  Failed: pc.red,
  TimedOut: pc.red,
};

const ofExecution: Readonly<Record<ExecutionStatus, Paint>> = {
  RUNNING: pc.yellow,
  PENDING_REDRIVE: pc.yellow,
  SUCCEEDED: pc.green,
  FAILED: pc.red,
  TIMED_OUT: pc.red,
  ABORTED: pc.red,
  FORGOTTEN: pc.dim,
};

/** Statuses in their colours; without any where the output is no terminal. */
export const paintedTaskStatus = (status: TaskStatus): string => ofTask[status](status);
export const paintedRunStatus = (status: RunStatus): string => ofTask[status](status);
export const paintedExecutionStatus = (status: ExecutionStatus): string => ofExecution[status](status);
