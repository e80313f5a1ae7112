import { setTimeout as pause } from "node:timers/promises";
import type { Terminal } from "../terminal";
import { lineView, liveView, silentView, type RunView } from "../views/run-view";
import { Failures, type Failure } from "./failures";
import { findRun, type FoundRun } from "./find-run";
import { hasEnded, hasSucceeded, readRunState, type RunState } from "./run-state";

export interface WatchOptions {
  readonly json: boolean;
  /** Between two looks. @default 2 */
  readonly everySeconds?: number;
}

/** What `watch --json` and `show --json` print. */
export interface ExplainedRun extends RunState {
  readonly failures: readonly Failure[];
}

/**
 * Looking takes at most a tenth of the time, so that a long list does not use up the table's capacity: a look reads every
 * row, of a million for a minute and more.
 */
const restShare = 9;

function viewFor({ out, screen }: Terminal, json: boolean): RunView {
  if (json) return silentView;
  return screen ? liveView(screen) : lineView({ out });
}

/**
 * Follows a run to its end and shows it. The process's exit code becomes its outcome: 0 when every task completed,
 * otherwise 1.
 */
export async function watch(
  terminal: Terminal,
  found: FoundRun,
  { json, everySeconds = 2 }: WatchOptions,
): Promise<void> {
  const view = viewFor(terminal, json);
  const stopWatching = () => {
    view.close();
    terminal.error("No longer watching. The run goes on; stop it with: npm run workflow -- stop latest");
    process.exit(130);
  };
  process.once("SIGINT", stopWatching);
  try {
    const run = await follow(found, view, everySeconds);
    process.exitCode = hasSucceeded(run) ? 0 : 1;
    if (json) terminal.out(JSON.stringify(run, undefined, 2));
  } finally {
    view.close();
    process.off("SIGINT", stopWatching);
  }
}

async function follow(found: FoundRun, view: RunView, everySeconds: number): Promise<ExplainedRun> {
  const { stack, executionArn } = found;
  const failures = new Failures(stack);
  for (let known = found; ;) {
    const began = Date.now();
    const run = await explainRun(known, failures);
    // Until a run has its row, its id may not be known to the millisecond: it may go on, or have ended, under another.
    const renamed = run.summary ? known : await findRun([stack], executionArn);
    if (renamed.run.workflowRunId !== known.run.workflowRunId) {
      known = renamed;
      continue;
    }
    view.show(run, run.failures, new Date().toISOString());
    if (hasEnded(run)) return run;
    await pause(Math.max(everySeconds * 1_000, (Date.now() - began) * restShare));
  }
}

/** All that is known of a run at one time, the logs of its failures included. */
export async function explainRun(found: FoundRun, failures = new Failures(found.stack)): Promise<ExplainedRun> {
  const state = await readRunState(found);
  return { ...state, failures: await failures.of(state) };
}
