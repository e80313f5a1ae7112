import { setTimeout as pause } from "node:timers/promises";
import type { Terminal } from "../terminal";
import type { Hint } from "../views/hint";
import { lineView, liveView, silentView, type RunView } from "../views/run-view";
import { Failures, type Failure } from "./failures";
import type { FoundExecution } from "./find-run";
import { withLogUrls, type LinkedRow } from "./task-logs";
import { hasEnded, hasSucceeded, readRunState, type RunState } from "./run-state";

interface WatchOptions {
  readonly json: boolean;
  readonly hint: Hint;
  /** Between two looks. @default 2 */
  readonly everySeconds?: number;
}

/** Result of `watch --json` and `show --json`. */
export interface ExplainedRun extends RunState {
  readonly tasks: readonly LinkedRow[];
  readonly failures: readonly Failure[];
}

/**
 * Looking takes at most a tenth of the time, so that a long list does not use up the table's capacity: a look reads every
 * row, of a million for a minute and more.
 */
const restShare = 9;

function viewFor({ out, screen }: Terminal, json: boolean, hint: Hint): RunView {
  if (json) return silentView;
  return screen ? liveView(screen, hint) : lineView({ out }, hint);
}

/**
 * Follows a run to its end and shows it. The process's exit code becomes its outcome: 0 when every task completed,
 * otherwise 1.
 */
export async function watch(
  terminal: Terminal,
  found: FoundExecution,
  { json, hint, everySeconds = 2 }: WatchOptions,
): Promise<void> {
  const view = viewFor(terminal, json, hint);
  const stopWatching = () => {
    view.close();
    const stop = hint(`stop ${found.run?.workflowRunId ?? found.executionArn} --pattern ${found.stack.pattern}`);
    terminal.error(`No longer watching. The run goes on; stop it with: ${stop}`);
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

async function follow(found: FoundExecution, view: RunView, everySeconds: number): Promise<ExplainedRun> {
  const failures = new Failures(found.stack);
  for (;;) {
    const began = Date.now();
    const run = await explainRun(found, failures);
    view.show(run, run.failures, new Date().toISOString());
    if (hasEnded(run)) return run;
    await pause(Math.max(everySeconds * 1_000, (Date.now() - began) * restShare));
  }
}

/** All that is known of a run at one time, the logs of its failures included. */
export async function explainRun(found: FoundExecution, failures = new Failures(found.stack)): Promise<ExplainedRun> {
  const state = await readRunState(found);
  const tasks = await withLogUrls(found.stack, state.tasks);
  return { ...state, tasks, failures: await failures.of(state) };
}
