import { createLogUpdate } from "log-update";
import type { Failure } from "../operations/failures";
import { hasEnded, type RunState } from "../operations/run-state";
import type { Terminal } from "../terminal";
import { bar, failuresText, failureText, headline, outcome, paragraphs, progressLine, statusCounts } from "./run-text";

/** Shows a run while somebody follows it. */
export interface RunView {
  show(state: RunState, failures: readonly Failure[], now: string): void;
  /** Shows the end of it, and nothing more. */
  close(): void;
}

/** Shows nothing: the end is printed as JSON. */
export const silentView: RunView = { show: () => undefined, close: () => undefined };

/** Shows a run in place. */
export function liveView(screen: NodeJS.WriteStream): RunView {
  const update = createLogUpdate(screen);
  return {
    show: (state, failures, now) => {
      const table = [headline(state, now), bar(state, now), statusCounts(state), progressLine(state, now)].join("\n");
      update(paragraphs(table, failuresText(failures, state), outcome(state)));
    },
    close: () => {
      update.done();
    },
  };
}

/** Shows a run as lines, for files and pipes: its progress when it changes, and each failure once. */
export function lineView({ out }: Pick<Terminal, "out">): RunView {
  const told = new Set<string>();
  let last = "";
  const tell = (key: string, text: string): void => {
    if (text === "" || told.has(key)) return;
    told.add(key);
    out(text);
  };
  return {
    show: (state, failures, now) => {
      // Until a run has its row, its id may not be known to the millisecond.
      if (state.summary || hasEnded(state)) tell("headline", headline(state, now));
      const counts = `${state.executionStatus}  ${statusCounts(state)}`;
      if (counts !== last) out(`${now}  ${counts}  ${progressLine(state, now)}`);
      last = counts;
      for (const failure of failures) tell(failure.ecs_task_id, failureText(failure));
      tell("outcome", outcome(state));
    },
    close: () => undefined,
  };
}
