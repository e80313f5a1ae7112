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
  const failed = state.tasks.filter(didNotComplete);
  const tails = await pMap(failed.slice(0, explained), (row) => logs.tail(row), { concurrency });
  const tailOf = new Map(failed.map((row, index) => [row, tails[index] ?? notAsked]));
  const explain = (row: DetailRow): ExplainedTask => {
    const [log_url, log] = [logs.url(row), tailOf.get(row)];
    return { ...row, ...(log_url !== undefined && { log_url }), ...(log && { log }) };
  };
  return { ...state, tasks: state.tasks.map(explain) };
}
