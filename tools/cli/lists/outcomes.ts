import { crc32 } from "node:zlib";
import type { DetailRow } from "../../../workflow/audit-rows";
import { placed } from "../../../workflow/spec";
import type { TaskStatus } from "../../../workflow/status";

/** Attributes that are read of a row. */
export const outcomeAttributes = ["task_name", "status"] as const satisfies readonly (keyof DetailRow)[];
type OutcomeRow = Pick<DetailRow, (typeof outcomeAttributes)[number]>;

/** Outcomes of a list's entries, by a run's rows. */
interface Outcomes {
  readonly add: (row: OutcomeRow) => void;
  /** True when the entry of this name at this place completed; `other` when the row of that place has another name. */
  readonly of: (place: number, name: string) => "completed" | "open" | "other";
  /** Number of entries that the list has at least. */
  readonly size: number;
}

const [recorded, completed, named, timedOut] = [1, 2, 4, 8];

const flagOf: Partial<Record<TaskStatus, number>> = { Completed: completed, TimedOut: timedOut };

/**
 * Of a list in which a line stays where it is: told by place and name, in five bytes an entry. Of a name only a checksum is
 * kept. The row of an entry that had no name fits any.
 */
export class PlacedOutcomes implements Outcomes {
  size = 0;
  private flags: Uint8Array;
  private names: Uint32Array;

  /** @param entries how many there are, as far as is known */
  constructor(entries: number) {
    this.flags = new Uint8Array(entries);
    this.names = new Uint32Array(entries);
  }

  add({ task_name, status }: OutcomeRow): void {
    const at = placed(task_name);
    if (at === undefined) return;
    this.size = Math.max(this.size, at.place + 1);
    if (at.place >= this.flags.length) this.grow(2 * at.place + 1);
    const flags = recorded | (flagOf[status] ?? 0) | (at.name === "" ? 0 : named);
    this.flags[at.place] = this.flagsOf(at.place) | flags;
    if (at.name !== "") this.names[at.place] = crc32(at.name);
  }

  of(place: number, name: string): "completed" | "open" | "other" {
    const flags = this.flagsOf(place);
    if (flags & named && this.names[place] !== crc32(name)) return "other";
    return flags & completed ? "completed" : "open";
  }

  /** True when the entry at this place has a row. */
  has(place: number): boolean {
    return this.flagsOf(place) !== 0;
  }

  /** Each entry with a row counts once: Completed when any of its tasks is, then TimedOut, otherwise Failed. */
  counts(): { readonly completed: number; readonly timedOut: number; readonly failed: number } {
    const counts = { completed: 0, timedOut: 0, failed: 0 };
    for (const flags of this.flags)
      if (flags & completed) counts.completed += 1;
      else if (flags & timedOut) counts.timedOut += 1;
      else if (flags & recorded) counts.failed += 1;
    return counts;
  }

  private flagsOf(place: number): number {
    return this.flags[place] ?? 0;
  }

  private grow(entries: number): void {
    const [flags, names] = [this.flags, this.names];
    this.flags = new Uint8Array(entries);
    this.names = new Uint32Array(entries);
    this.flags.set(flags);
    this.names.set(names);
  }
}

/** Of a prefix, where an entry is what its key says, and its place is that of today: told by name. */
export class NamedOutcomes implements Outcomes {
  readonly size = 0;
  private readonly done = new Set<string>();

  add({ task_name, status }: OutcomeRow): void {
    if (status === "Completed") this.done.add(placed(task_name)?.name ?? task_name);
  }

  of(_place: number, name: string): "completed" | "open" {
    return this.done.has(name) ? "completed" : "open";
  }
}
