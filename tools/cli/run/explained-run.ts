import pMap from "p-map";
import type { DetailRow } from "../../../workflow/audit-rows";
import { didNotComplete } from "./count-tasks";
import type { FoundExecution } from "./find";
import { readRunState, type RunState } from "./state";
import { TaskLogs, type LogTail } from "./task-logs";

/** A task that did not complete, and the end of what it wrote. */
export interface Failure extends Pick<
  DetailRow,
  "task_name" | "status" | "reason" | "ecs_task_id" | "attempt" | "attempts"
> {
  readonly log: LogTail;
}

/** A task's row, and the console page of what it wrote; an entry that was never launched has none. */
export type LinkedRow = DetailRow & { readonly log_url?: string };

/** All that is known of a run at one time, the logs of its failures included: result of `watch --json` and `show --json`. */
export interface ExplainedRun extends RunState {
  readonly tasks: readonly LinkedRow[];
  readonly failures: readonly Failure[];
}

/** The logs of so many failures are read; each takes a call. */
const explained = 10;

const notAsked: LogTail = { unavailable: `only those of the first ${explained} are read` };

/** Calls at once. */
const concurrency = 5;

/** Reads a run. @param logs of its deployment, where it is read again and again */
export async function explainRun(found: FoundExecution, logs = new TaskLogs(found.stack)): Promise<ExplainedRun> {
  const state = await readRunState(found);
  const tasks = await Promise.all(
    state.tasks.map(async (row): Promise<LinkedRow> => {
      const log_url = await logs.url(row);
      return { ...row, ...(log_url !== undefined && { log_url }) };
    }),
  );
  const failureOf = async (row: DetailRow, index: number): Promise<Failure> => {
    const { task_name, status, reason, ecs_task_id, attempt, attempts } = row;
    const log = index < explained ? await logs.tail(row) : notAsked;
    return {
      task_name,
      status,
      ...(attempts !== undefined && { attempt, attempts }),
      ...(reason !== undefined && { reason }),
      ecs_task_id,
      log,
    };
  };
  return { ...state, tasks, failures: await pMap(tasks.filter(didNotComplete), failureOf, { concurrency }) };
}
