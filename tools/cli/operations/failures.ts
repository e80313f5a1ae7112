import pMap from "p-map";
import type { DetailRow } from "../../../workflow/audit-rows";
import type { DeployedStack } from "../outputs";
import { failuresOf, type RunState } from "./run-state";
import { TaskLogs, type LogTail } from "./task-logs";

/** A task that did not complete, and the end of what it wrote. */
export interface Failure extends Pick<
  DetailRow,
  "task_name" | "status" | "reason" | "ecs_task_id" | "attempt" | "attempts"
> {
  readonly log: LogTail;
}

const logLines = 5;

/** The logs of so many failures are read; each takes a call. */
const explained = 10;

const atOnce = 5;

const notAsked: LogTail = { unavailable: `only those of the first ${explained} are read` };

/** The failures of a run. What a task wrote is read once; where nothing has arrived yet, again. */
export class Failures {
  private readonly logs: TaskLogs;
  private readonly read = new Map<string, LogTail>();

  constructor(stack: DeployedStack) {
    this.logs = new TaskLogs(stack);
  }

  async of(state: RunState): Promise<Failure[]> {
    return pMap(
      failuresOf(state),
      async (row, index) => {
        const { task_name, status, reason, ecs_task_id, attempt, attempts } = row;
        const log = index < explained ? await this.logOf(row) : notAsked;
        return {
          task_name,
          status,
          ...(attempts !== undefined && { attempt, attempts }),
          ...(reason !== undefined && { reason }),
          ecs_task_id,
          log,
        };
      },
      { concurrency: atOnce },
    );
  }

  private async logOf(row: DetailRow): Promise<LogTail> {
    const known = this.read.get(row.ecs_task_id);
    if (known && "lines" in known) return known;
    const log = await this.logs.tail(row, logLines);
    this.read.set(row.ecs_task_id, log);
    return log;
  }
}
