import type { DetailRow, SummaryRow } from "../../workflow/audit-rows";
import { placeOf } from "../../workflow/numbered-name";
import { precedence, stateOf, type EntryState } from "./entry-state";

/** The attributes of a row that a tally takes. */
export const talliedAttributes = [
  "ecs_task_id",
  "task_name",
  "status",
  "update_time",
  "stop_time",
] as const satisfies readonly (keyof DetailRow)[];
type TalliedRow = Pick<DetailRow, (typeof talliedAttributes)[number]>;

/** The counts of a run's summary row. */
export type Counts = Required<
  Pick<SummaryRow, "completed_tasks" | "failed_tasks" | "timed_out_tasks" | "running_tasks">
>;

/** The rank of each entry that has a row, by its name: the place of its state in the precedence. */
interface Ranks {
  readonly get: (name: string) => number | undefined;
  readonly set: (name: string, rank: number) => unknown;
  readonly values: () => Iterable<number>;
}

/** Ranks of entries whose names begin with their places: a byte each, there may be a million. */
class RanksByPlace implements Ranks {
  private static readonly none = 255;
  private readonly ranks: Uint8Array;

  constructor(size: number) {
    this.ranks = new Uint8Array(size).fill(RanksByPlace.none);
  }

  get(name: string): number | undefined {
    const rank = this.ranks[placeOf(name) ?? -1];
    return rank === RanksByPlace.none ? undefined : rank;
  }

  // A name without a place in the list is no entry's: what is written beyond the array is lost.
  set(name: string, rank: number): void {
    this.ranks[placeOf(name) ?? -1] = rank;
  }

  *values(): Generator<number> {
    for (const rank of this.ranks) if (rank !== RanksByPlace.none) yield rank;
  }
}

/** The state of each entry of a list, as its rows tell it. */
export class Tally {
  private readonly ranks: Ranks;

  constructor(private readonly summary: Pick<SummaryRow, "number_of_tasks" | "source_format">) {
    const { number_of_tasks, source_format } = summary;
    this.ranks = source_format === undefined ? new Map<string, number>() : new RanksByPlace(number_of_tasks);
  }

  add(rows: Iterable<TalliedRow>, now: Date): void {
    for (const row of rows) this.set(row.task_name, stateOf(row, now));
  }

  /** Counts an entry as in this state, unless one that comes before it is known of it. */
  set(taskName: string, state: EntryState): void {
    const rank = precedence.indexOf(state);
    if (rank < (this.ranks.get(taskName) ?? Infinity)) this.ranks.set(taskName, rank);
  }

  /** The state of an entry; undefined for one without a row. */
  stateOf(taskName: string): EntryState | undefined {
    return precedence[this.ranks.get(taskName) ?? -1];
  }

  /** Number of entries that have a row. */
  get recorded(): number {
    return [...this.counted()].reduce((sum, count) => sum + count, 0);
  }

  /**
   * The counts of the run's summary row.
   *
   * @param unlisted the state of entries without a row here
   * @param unrecorded how many of them failed, since they never get a row
   */
  counts(unlisted: "open" | "Completed", unrecorded: number): Counts {
    const counted = this.counted();
    const others = this.summary.number_of_tasks - unrecorded - this.recorded;
    const count = (state: EntryState): number =>
      (counted[precedence.indexOf(state)] ?? 0) + (state === unlisted ? others : 0);
    return {
      completed_tasks: count("Completed"),
      failed_tasks: count("Failed") + unrecorded,
      timed_out_tasks: count("TimedOut"),
      running_tasks: count("open"),
    };
  }

  /** Number of entries in each state, in the order of the precedence. */
  private counted(): number[] {
    const counts = precedence.map(() => 0);
    for (const rank of this.ranks.values()) counts[rank] = (counts[rank] ?? 0) + 1;
    return counts;
  }
}
