import type { AuditRows } from "../../local/audit-tables";
import type { EcsTask } from "../../local/endpoints/ecs";
import type { PatternReport } from "../report";
import type { HistoryEvent } from "../../local/state-machine/history";
import type { Pattern } from "../../local/synthesis";

/** What a run has left so far. */
export interface Found {
  readonly rows: AuditRows;
  /** Keys of all objects in the bucket. */
  readonly objects: readonly string[];
}

/** Shows a run while it goes on. A view leaves out what it has no use for. */
export interface View {
  /** `find` looks for what there is of the run, as long as it goes on. */
  runStarted?(pattern: Pattern, find: () => Promise<Found>): void;
  stateMoved?(pattern: Pattern, event: HistoryEvent): void;
  taskMoved?(pattern: Pattern, task: EcsTask): void;
  runEnded?(report: PatternReport): void;
  /** Shows the last of it, and nothing more. */
  close?(): void;
}

/** Shows nothing. */
export const noView: View = {};

/** Shows a run in several ways at once. */
export const allViews = (views: readonly View[]): View => ({
  runStarted: (...started) => {
    for (const view of views) view.runStarted?.(...started);
  },
  stateMoved: (...moved) => {
    for (const view of views) view.stateMoved?.(...moved);
  },
  taskMoved: (...moved) => {
    for (const view of views) view.taskMoved?.(...moved);
  },
  runEnded: (report) => {
    for (const view of views) view.runEnded?.(report);
  },
  close: () => {
    for (const view of views) view.close?.();
  },
});
