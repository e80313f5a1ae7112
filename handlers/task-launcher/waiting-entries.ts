import { rememberedSeconds } from "../../workflow/client-token";
import { secondsSince } from "../../workflow/deadline";
import type { LaunchProgress } from "../../workflow/iterator";
import type { TaskEntry } from "../../workflow/spec";

/** An entry that is to be launched. */
export interface Waiting {
  readonly entry: TaskEntry;
  /** Its place in the list, from 0. */
  readonly index: number;
  /** Its definite refusals so far. */
  readonly refusals: number;
  /** True where a task of it may run: of an earlier call for it nobody knows how it ended. */
  readonly isStartUnknown: boolean;
}

type Progress = Pick<LaunchProgress, "next" | "refusals" | "unknownSince">;

/** The entries of a list that are still to be launched: those that were refused or passed over, then those that were never asked for. */
export class WaitingEntries {
  private readonly refusals: Map<number, number>;
  private next: number;
  /** Of them all: which of them a call that died asked for is not known. */
  private unknownSince: string | undefined;

  /**
   * @param progress what the launcher's last call handed over
   * @param accounted names of entries that have a row, where that must be looked at
   * @param isRepeated true where a call that was handed the same may have asked for some of them
   * @param now the time
   */
  constructor(
    private readonly list: readonly TaskEntry[],
    progress: Progress | undefined,
    { accounted, isRepeated }: { readonly accounted: ReadonlySet<string>; readonly isRepeated: boolean },
    private readonly now: () => Date,
  ) {
    const { next = 0, refusals = {}, unknownSince } = progress ?? {};
    this.unknownSince = unknownSince ?? (isRepeated ? now().toISOString() : undefined);
    const hasRow = (place: number): boolean => accounted.has(list[place]?.taskName ?? "");
    this.refusals = new Map(Object.entries(refusals).map(([place, count]) => [Number(place), count]));
    // What a call that died launched is not asked for again, however long this list is handed on: ECS forgets tokens.
    this.next = Math.max(next, list.findLastIndex(({ taskName }) => accounted.has(taskName)) + 1);
    for (let place = next; place < this.next; place += 1) this.refusals.set(place, 0);
    for (const place of this.refusals.keys()) if (hasRow(place)) this.refusals.delete(place);
    // Their tasks may have run and be forgotten: that they have none is for the monitor to say.
    if (unknownSince !== undefined && secondsSince(unknownSince, now()) >= rememberedSeconds) this.refusals.clear();
  }

  /** True when all have been launched. */
  get isEmpty(): boolean {
    return this.refusals.size === 0 && this.next >= this.list.length;
  }

  /** Each of them in turn. One that is taken waits no longer, unless it is put back. */
  *taken(): Generator<Waiting> {
    for (const [index, refusals] of [...this.refusals].sort(([a], [b]) => a - b)) {
      this.refusals.delete(index);
      yield* this.at(index, refusals);
    }
    while (this.next < this.list.length) {
      this.next += 1;
      yield* this.at(this.next - 1, 0);
    }
  }

  /** Lets an entry wait that was taken. */
  putBack({ index }: Waiting, { refusals, isStartUnknown }: Pick<Waiting, "refusals" | "isStartUnknown">): void {
    this.refusals.set(index, refusals);
    if (isStartUnknown) this.unknownSince = this.now().toISOString();
  }

  /** State that the launcher's next call is given. */
  progress(): Progress {
    const { next, refusals, unknownSince } = this;
    return { next, refusals: Object.fromEntries(refusals), ...(unknownSince !== undefined && { unknownSince }) };
  }

  private *at(index: number, refusals: number): Generator<Waiting> {
    const entry = this.list[index];
    if (entry) yield { entry, index, refusals, isStartUnknown: this.unknownSince !== undefined };
  }
}
