import type { EcsTask } from "../../local/endpoints/ecs/task-table";
import type { Found, PatternReport } from "../report";
import type { HistoryEvent } from "../../local/state-machine/history";
import type { Pattern } from "../../local/synthesis";

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
