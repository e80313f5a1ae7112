import { createLogUpdate } from "log-update";
import { setTimeout as pause } from "node:timers/promises";
import { didNotComplete } from "../../page/attempt";
import type { Run } from "../../page/model";
import { hasEnded, hasSucceeded } from "../../page/progress";
import { visibleData } from "../../terminal/visible";
import type { Hint } from "../options";
import type { Terminal } from "../terminal";
import type { FoundExecution } from "./find";
import { readRun } from "./read-run";
import { TaskLogs } from "./task-logs";
import { failureText, headline, outcome, progressLine, standing, statusCounts } from "./text";

/**
 * Shows a run while somebody follows it: its failures and its end as they come, and how it stands, in place on a screen, for files and
 * pipes in a line when that has changed.
 */
function viewFor({ out, screen }: Terminal, hint: Hint) {
  const update = screen && createLogUpdate(screen);
  const told = new Set<string>();
  /** Tells each of these texts once, by its key. */
  const tell = (texts: readonly (readonly [key: string, text: string])[]): void => {
    const news = texts.filter(([key, text]) => text !== "" && !told.has(key));
    for (const [key] of news) told.add(key);
    if (news.length === 0) return;
    update?.clear();
    out(news.map(([, text]) => text).join("\n"));
  };
  let last = "";
  return {
    show: (given: Run, now: string): void => {
      const run = visibleData(given);
      // Until a run has its row, its id is not known.
      if (!update && (run.summary || hasEnded(run))) tell([["headline", headline(run, now)]]);
      tell(run.tasks.filter(didNotComplete).map((failure) => [failure.ecs_task_id, failureText(failure)]));
      update?.(standing(run, now));
      const stands = `${run.executionStatus}  ${statusCounts(run)}`;
      if (!update && stands !== last) out(`${now}  ${stands}  ${progressLine(run, now)}`);
      last = stands;
      if (hasEnded(run)) update?.done();
      tell([["outcome", outcome(run, hint)]]);
    },
    /** Shows the end of it, and nothing more. */
    close: () => update?.done(),
  };
}

interface WatchOptions {
  readonly json: boolean;
  readonly hint: Hint;
}

/** Between two looks. */
const everySeconds = 1;

/**
 * Looking takes at most a tenth of the time, so that a long list does not use up the table's capacity: a look reads every
 * row, of a million for a minute and more.
 */
const restShare = 9;

/**
 * Follows a run to its end and shows it; with `--json` the end alone. The process's exit code becomes its outcome: 0 when every
 * task completed, otherwise 1.
 */
export async function watch(terminal: Terminal, found: FoundExecution, { json, hint }: WatchOptions): Promise<void> {
  const view = json ? undefined : viewFor(terminal, hint);
  const stopWatching = () => {
    view?.close();
    const stop = hint(`stop ${found.run?.workflowRunId ?? found.executionArn} --pattern ${found.stack.pattern}`);
    terminal.error(`No longer watching. The run goes on; stop it with: ${stop}`);
    process.exit(130);
  };
  process.once("SIGINT", stopWatching);
  try {
    const run = await follow(found, (shown) => view?.show(shown, new Date().toISOString()));
    process.exitCode = hasSucceeded(run) ? 0 : 1;
    if (json) terminal.out(JSON.stringify(run, undefined, 2));
  } finally {
    view?.close();
    process.off("SIGINT", stopWatching);
  }
}

async function follow(found: FoundExecution, show: (run: Run) => void): Promise<Run> {
  const logs = new TaskLogs(found.stack);
  for (;;) {
    const began = Date.now();
    const run = await readRun(found, logs);
    show(run);
    if (hasEnded(run)) return run;
    await pause(Math.max(everySeconds * 1_000, (Date.now() - began) * restShare));
  }
}
