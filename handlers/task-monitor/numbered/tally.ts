import type { DetailRow } from "../../../workflow/audit-rows";
import { placeOf } from "../../../workflow/numbered-name";
import { precedence, stateOf, type EntryState } from "../entries";
import type { Counts } from "../progress";

/** What a tally takes of a row. */
export const talliedAttributes = [
  "ecs_task_id",
  "task_name",
  "status",
  "update_time",
  "stop_time",
] as const satisfies readonly (keyof DetailRow)[];
export type TalliedRow = Pick<DetailRow, (typeof talliedAttributes)[number]>;

/**
 * What the entries of a numbered list are, in a byte each, whatever their rows hold: of the states of an entry's tasks the
 * first by precedence.
 */
export class Tally {
  /** 0 for an entry without a row, otherwise 1 more than the place of its state in the precedence. */
  private readonly states: Uint8Array;

  constructor(numberOfTasks: number) {
    this.states = new Uint8Array(numberOfTasks);
  }

  add(rows: Iterable<TalliedRow>, now: Date): void {
    for (const row of rows) this.set(row.task_name, stateOf(row, now));
  }

  /** Counts an entry as in this state, unless one that comes before it is known of it. */
  set(taskName: string, state: EntryState): void {
    const place = placeOf(taskName);
    if (place === undefined || place >= this.states.length) return;
    const rank = precedence.indexOf(state) + 1;
    const known = this.states[place] ?? 0;
    if (known === 0 || rank < known) this.states[place] = rank;
  }

  /** True for an entry that came to an end, and not to a good one. */
  failed(taskName: string): boolean {
    const state = precedence[(this.states[placeOf(taskName) ?? -1] ?? 0) - 1];
    return state === "Failed" || state === "TimedOut";
  }

  /** How many entries have a row. */
  get recorded(): number {
    return this.states.reduce((sum, rank) => sum + (rank > 0 ? 1 : 0), 0);
  }

  counts(): Counts {
    const counts = precedence.map(() => 0);
    for (const rank of this.states) if (rank > 0) counts[rank - 1] = (counts[rank - 1] ?? 0) + 1;
    const [running_tasks = 0, completed_tasks = 0, timed_out_tasks = 0, failed_tasks = 0] = counts;
    return { completed_tasks, failed_tasks, timed_out_tasks, running_tasks };
  }
}
