import { failuresFirst, withAttempts } from "../../page/attempt";
import type { ExplainedTask } from "../../page/model";
import pc from "../../terminal/colors";
import { table, type Column } from "../../terminal/table";
import { taskStatuses, type TaskStatus } from "../../../workflow/status";
import type { RunState } from "./state";

type Status = TaskStatus | RunState["executionStatus"];

const paint: Readonly<Record<Status, (text: string) => string>> = {
  Submitted: pc.dim,
  Running: pc.yellow,
  Completed: pc.green,
  Failed: pc.red,
  TimedOut: pc.red,
  RUNNING: pc.yellow,
  PENDING_REDRIVE: pc.yellow,
  SUCCEEDED: pc.green,
  FAILED: pc.red,
  TIMED_OUT: pc.red,
  ABORTED: pc.red,
  FORGOTTEN: pc.dim,
};

/** A status of a task, a run or an execution in its colour; without one where the output is no terminal. */
export const painted = (status: Status): string => paint[status](status);

/** Tasks by status: one line. */
export const statusCounts = ({ tasksByStatus }: Pick<RunState, "tasksByStatus">): string =>
  taskStatuses
    .map((status) => {
      const count = tasksByStatus[status];
      return count === 0 ? pc.dim(`0 ${status}`) : `${pc.bold(String(count))} ${painted(status)}`;
    })
    .join("  ");

const taskColumns: readonly Column<ExplainedTask>[] = [
  { heading: "Task", cell: ({ task_name }) => task_name, href: ({ log_url }) => log_url },
  { heading: "Status", cell: ({ status }) => painted(status) },
  { heading: "Seconds", cell: ({ exec_time_in_seconds }) => exec_time_in_seconds?.toFixed(1), align: "right" },
];

/**
 * Tasks as a table, those first that did not complete.
 *
 * @param outcome the column that says what came of each
 * @param terminalColumns how wide the terminal is; without one, lines do not wrap, and names do not lead to logs
 */
export const tasksTable = (
  tasks: readonly ExplainedTask[],
  outcome: Column<ExplainedTask>,
  terminalColumns?: number,
): string => table(withAttempts([...taskColumns, outcome], tasks), tasks.toSorted(failuresFirst), terminalColumns);
