import type { DetailRow, SummaryRow } from "../../workflow/audit-rows";
import { placed } from "../../workflow/spec";
import { isTerminal } from "../../workflow/status";
import type { Poll } from "./poll";

/** The attributes that the state of a row follows from. */
type StatedRow = Pick<DetailRow, "status" | "stop_time" | "stop_refusal" | "followed_by">;

/** True for a task that timed out and whose stop is to be asked for again. */
const isStopPending = ({ status, stop_time, stop_refusal }: StatedRow): boolean =>
  status === "TimedOut" && stop_time === undefined && stop_refusal === undefined;

/** True for a task that has not come to its end. */
export const isOpen = (row: StatedRow): boolean => !isTerminal(row.status) || isStopPending(row);

/**
 * The precedence of an entry's states: of those that its tasks have, the first is the entry's. An entry may have two rows, one
 * Failed since the answer of RunTask was lost, and that of the task which ran nevertheless. One that is followed and nothing else
 * has another task too: a monitor that polls at the same time wrote its row after the place of that was read.
 */
const precedence = ["open", "Completed", "TimedOut", "Failed", "followed"] as const;
type EntryState = (typeof precedence)[number];

/** The state that a row gives to its entry. */
function stateOf(row: StatedRow): EntryState {
  if (isOpen(row)) return "open";
  return row.status === "Failed" && row.followed_by !== undefined ? "followed" : (row.status as EntryState);
}

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
    const rank = this.ranks[placed(name)?.place ?? -1];
    return rank === RanksByPlace.none ? undefined : rank;
  }

  // A name without a place in the list is no entry's: what is written beyond the array is lost.
  set(name: string, rank: number): void {
    this.ranks[placed(name)?.place ?? -1] = rank;
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

  add(rows: Iterable<StatedRow & Pick<DetailRow, "task_name">>): void {
    for (const row of rows) this.set(row.task_name, stateOf(row));
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
      running_tasks: count("open") + count("followed"),
    };
  }

  /** Number of entries in each state, in the order of the precedence. */
  private counted(): number[] {
    const counts = precedence.map(() => 0);
    for (const rank of this.ranks.values()) counts[rank] = (counts[rank] ?? 0) + 1;
    return counts;
  }
}

/**
 * Counts the entries of a run by their rows.
 *
 * @param onTask is told each task that has a row
 */
export async function tallied(poll: Poll, onTask: (taskId: string) => void = () => undefined): Promise<Tally> {
  const { audit, run, summary, allRecorded } = poll;
  const tally = new Tally(summary);
  const attributes = ["ecs_task_id", "task_name", "status", "stop_time", "stop_refusal", "followed_by"] as const;
  for await (const rows of audit.pages(run, allRecorded ? "unfinished" : "all", attributes)) {
    tally.add(rows);
    for (const row of rows) onTask(row.ecs_task_id);
  }
  return tally;
}
