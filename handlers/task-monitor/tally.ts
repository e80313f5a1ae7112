import type { DetailRow, SummaryRow } from "../../workflow/audit-rows";
import { placed } from "../../workflow/spec";
import { isTerminal } from "../../workflow/status";
import type { Poll } from "./poll";

/** The attributes that the state of a row follows from. */
const statedAttributes = ["status", "stop_time", "stop_refusal", "followed_by"] as const;
type StatedRow = Pick<DetailRow, (typeof statedAttributes)[number]>;

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

/** The state of each entry of a list, as its rows tell it. */
export class Tally {
  /** The place of an entry's state in the precedence. Entries of a list in S3 are known by their places: there may be a million. */
  private readonly ranks = new Map<string | number, number>();

  constructor(private readonly summary: Pick<SummaryRow, "number_of_tasks" | "source_format">) {}

  add(rows: Iterable<StatedRow & Pick<DetailRow, "task_name">>): void {
    for (const row of rows) this.set(row.task_name, stateOf(row));
  }

  /** Counts an entry as in this state, unless one that comes before it is known of it. */
  set(taskName: string, state: EntryState): void {
    const key = this.keyOf(taskName);
    const rank = precedence.indexOf(state);
    if (key !== undefined && rank < (this.ranks.get(key) ?? Infinity)) this.ranks.set(key, rank);
  }

  /** The state of an entry; undefined for one without a row. */
  stateOf(taskName: string): EntryState | undefined {
    const key = this.keyOf(taskName);
    return key === undefined ? undefined : precedence[this.ranks.get(key) ?? -1];
  }

  /** Number of entries that have a row. */
  get recorded(): number {
    return this.ranks.size;
  }

  /**
   * The counts of the run's summary row.
   *
   * @param unlisted the state of entries without a row here
   * @param unrecorded how many of them failed, since they never get a row
   */
  counts(unlisted: "open" | "Completed", unrecorded: number): Counts {
    const counted = precedence.map(() => 0);
    for (const rank of this.ranks.values()) counted[rank] = (counted[rank] ?? 0) + 1;
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

  /** Undefined for a name that is no entry's: one of a list in S3 without a place in it. */
  private keyOf(taskName: string): string | number | undefined {
    const { number_of_tasks, source_format } = this.summary;
    if (source_format === undefined) return taskName;
    const place = placed(taskName)?.place ?? Infinity;
    return place < number_of_tasks ? place : undefined;
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
  const which = allRecorded ? "unfinished" : "all";
  for await (const rows of audit.pages(run, which, ["ecs_task_id", "task_name", ...statedAttributes])) {
    tally.add(rows);
    for (const row of rows) onTask(row.ecs_task_id);
  }
  return tally;
}
