import pMap from "p-map";
import { setTimeout as pause } from "node:timers/promises";
import type { DetailRow } from "../../../workflow/audit-rows";
import { isTerminal } from "../../../workflow/status";
import { auditStoreOf } from "../aws/clients";
import { CommandError } from "../errors";
import type { FoundRun } from "./find";
import { TaskLogs, type LogEvent } from "./task-logs";

const readAttributes = [
  "task_name",
  "ecs_task_id",
  "status",
  "log_stream",
] as const satisfies readonly (keyof DetailRow)[];
type ReadRow = Pick<DetailRow, (typeof readAttributes)[number]>;

/** A line of a task, or why its lines cannot be had. */
export type TaskLine = Pick<DetailRow, "task_name" | "ecs_task_id"> & (LogEvent | { readonly unavailable: string });

interface ReadOptions {
  /** Name, id or ARN of a task. @default all of the run */
  readonly task?: string | undefined;
  /** Goes on until the run has ended. */
  readonly follow: boolean;
}

/** Between two looks. */
const everySeconds = 2;

/** GetLogEvents refills at 25 calls a second in a Region. CloudWatch Logs user guide, "CloudWatch Logs quotas". */
const atOnce = 5;

/** Place to which a task's log was read, and whether there is more to come. */
interface Progress {
  readonly next?: string | undefined;
  readonly isOver: boolean;
}

/**
 * Reads what the tasks of a run wrote, as they come.
 *
 * @throws CommandError when the run has no such task
 */
export async function* readLogs(found: FoundRun, { task, follow }: ReadOptions): AsyncGenerator<TaskLine> {
  const audit = auditStoreOf(found.stack);
  const logs = new TaskLogs(found.stack);
  const progress = new Map<string, Progress>();
  for (;;) {
    const hasEnded = !follow || (await audit.findRun(found.run))?.status !== "Running";
    for await (const rows of audit.pages(found.run, "all", readAttributes))
      yield* await look(
        logs,
        rows.filter((row) => isNamed(row, task)),
        progress,
        follow,
      );
    if (hasEnded && [...progress.values()].every(({ isOver }) => isOver || !follow)) break;
    await pause(everySeconds * 1_000);
  }
  if (task !== undefined && progress.size === 0)
    throw new CommandError(
      `Run ${found.run.workflowRunId} has no task "${task}". npm run workflow -- show ${found.run.workflowRunId} lists them.`,
    );
}

const isNamed = ({ task_name, ecs_task_id }: ReadRow, task: string | undefined): boolean =>
  task === undefined || [task_name, ecs_task_id, ecs_task_id.split("/").at(-1)].includes(task);

/** Reads what is new of these tasks. One that has ended is read until nothing more has arrived. */
async function look(
  logs: TaskLogs,
  rows: readonly ReadRow[],
  progress: Map<string, Progress>,
  follow: boolean,
): Promise<TaskLine[]> {
  const due = rows.filter(({ ecs_task_id }) => progress.get(ecs_task_id)?.isOver !== true);
  const parts = await pMap(
    due,
    async ({ status, ...row }) => ({
      row: { task_name: row.task_name, ecs_task_id: row.ecs_task_id },
      hasEnded: isTerminal(status),
      part: await logs.part(row, progress.get(row.ecs_task_id)?.next),
    }),
    { concurrency: atOnce },
  );
  return parts.flatMap(({ row, hasEnded, part }): TaskLine[] => {
    if ("unavailable" in part) {
      // The stream of a task that has just begun is not there yet.
      const isOver = hasEnded || !follow;
      progress.set(row.ecs_task_id, { isOver });
      return isOver ? [{ ...row, unavailable: part.unavailable }] : [];
    }
    const { events, next } = part;
    progress.set(row.ecs_task_id, { next, isOver: hasEnded && events.length === 0 });
    return events.map((event) => ({ ...row, ...event }));
  });
}
