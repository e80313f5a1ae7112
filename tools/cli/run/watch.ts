import { createLogUpdate } from "log-update";
import { setTimeout as pause } from "node:timers/promises";
import wrapAnsi from "wrap-ansi";
import { didNotComplete } from "../../page/attempt";
import pc from "../../terminal/colors";
import { progressBar } from "../../terminal/progress-bar";
import { visibleData } from "../../terminal/visible";
import type { Hint } from "../options";
import type { Terminal } from "../terminal";
import { explainRun, type ExplainedRun } from "./explained-run";
import type { FoundExecution } from "./find";
import { hasEnded, hasSucceeded, progressOf, type RunState } from "./state";
import { TaskLogs } from "./task-logs";
import { statusCounts } from "./tasks-text";
import { failuresText, failureText, headline, outcome, paragraphs, progressLine } from "./text";

/** Shows a run while somebody follows it. */
interface RunView {
  show(run: ExplainedRun, now: string): void;
  /** Shows the end of it, and nothing more. */
  close(): void;
}

/** A bar of all tasks. */
const bar = (state: RunState, now: string): string => progressBar(progressOf(state, now).total, state.tasksByStatus);

/** Assumed size of a screen without one. */
const [usualColumns, usualRows] = [80, 24];

/**
 * As much of a text as a screen holds, the beginning: a longer picture could not be painted over.
 *
 * @param text its first paragraph stays whole
 */
function onScreen(text: string, { columns = usualColumns, rows = usualRows }: Partial<NodeJS.WriteStream>): string {
  const lines = wrapAnsi(text, columns, { hard: true, trim: false }).split("\n");
  // The cursor stands below the last line.
  const room = rows - 1;
  if (lines.length <= room) return lines.join("\n");
  const more = pc.dim(`… ${lines.length - room + 1} more lines, shown at the end`);
  return [...lines.slice(0, room - 1), more].join("\n");
}

/** Shows a run in place, as far as the screen goes; all of it when it ends. */
function liveView(screen: NodeJS.WriteStream, hint: Hint): RunView {
  const update = createLogUpdate(screen);
  let whole = "";
  return {
    show: (given, now) => {
      const run = visibleData(given);
      const head = [headline(run, now), bar(run, now), statusCounts(run), progressLine(run, now)].join("\n");
      whole = paragraphs(head, failuresText(run), outcome(run, hint));
      update(onScreen(whole, screen));
    },
    close: () => {
      update.clear();
      update.done();
      if (whole !== "") screen.write(`${whole}\n`);
      whole = "";
    },
  };
}

/** Shows a run as lines, for files and pipes: its progress when it changes, and each failure once. */
function lineView(out: (text: string) => void, hint: Hint): RunView {
  const told = new Set<string>();
  let last = "";
  const tell = (key: string, text: string): void => {
    if (text === "" || told.has(key)) return;
    told.add(key);
    out(text);
  };
  return {
    show: (given, now) => {
      const run = visibleData(given);
      // Until a run has its row, its id is not known.
      if (run.summary || hasEnded(run)) tell("headline", headline(run, now));
      const counts = `${run.executionStatus}  ${statusCounts(run)}`;
      if (counts !== last) out(`${now}  ${counts}  ${progressLine(run, now)}`);
      last = counts;
      for (const failure of run.tasks.filter(didNotComplete)) tell(failure.ecs_task_id, failureText(failure));
      tell("outcome", outcome(run, hint));
    },
    close: () => undefined,
  };
}

/** The view of a run for who looks: in place on a screen, otherwise in lines. */
const viewFor = ({ out, screen }: Terminal, hint: Hint): RunView =>
  screen ? liveView(screen, hint) : lineView(out, hint);

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

async function follow(found: FoundExecution, show: (run: ExplainedRun) => void): Promise<ExplainedRun> {
  const logs = new TaskLogs(found.stack);
  for (;;) {
    const began = Date.now();
    const run = await explainRun(found, logs);
    show(run);
    if (hasEnded(run)) return run;
    await pause(Math.max(everySeconds * 1_000, (Date.now() - began) * restShare));
  }
}
