import pMap from "p-map";
import { didNotComplete } from "../../page/attempt";
import type { ExplainedTask, LogTail } from "../../page/model";
import type { DetailRow } from "../../../workflow/audit-rows";
import type { FoundExecution } from "./find";
import { readRunState, type RunState } from "./state";
import { TaskLogs } from "./task-logs";

/** All that is known of a run at one time, the logs of its failures included: result of `watch --json` and `show --json`. */
export interface ExplainedRun extends RunState {
  readonly tasks: readonly ExplainedTask[];
}

/** The logs of so many failures are read; each takes a call. */
const explained = 10;

const notAsked: LogTail = { unavailable: `only those of the first ${explained} are read` };

/** Calls at once. */
const concurrency = 5;

/** Reads a run. @param logs of its deployment, where it is read again and again */
export async function explainRun(found: FoundExecution, logs = new TaskLogs(found.stack)): Promise<ExplainedRun> {
  const state = await readRunState(found);
  const asked = new Set(state.tasks.filter(didNotComplete).slice(0, explained));
  const explain = async (row: DetailRow): Promise<ExplainedTask> => {
    const log_url = await logs.url(row);
    const log = asked.has(row) ? await logs.tail(row) : notAsked;
    return { ...row, ...(log_url !== undefined && { log_url }), ...(didNotComplete(row) && { log }) };
  };
  return { ...state, tasks: await pMap(state.tasks, explain, { concurrency }) };
}
