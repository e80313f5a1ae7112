import type { EcsTask } from "../endpoints/ecs";
import type { HistoryEvent } from "../state-machine/history";
import type { Pattern } from "../synthesis";

/** Shows a run while it goes on. */
export interface View {
  stateMoved(pattern: Pattern, event: HistoryEvent): void;
  taskMoved(pattern: Pattern, task: EcsTask): void;
  /** Shows the last of it, and nothing more. */
  close(): void;
}

/** Shows nothing. */
export const noView: View = {
  stateMoved: () => undefined,
  taskMoved: () => undefined,
  close: () => undefined,
};
