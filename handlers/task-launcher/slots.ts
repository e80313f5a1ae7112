import { secondsSince, stopGraceSeconds, stoppingSeconds } from "../../workflow/deadline";
import type { DetailRow } from "../../workflow/audit-rows";
import type { BegunRun, LauncherDependencies } from "./begin-run";

/** The tasks that a run may have at once beside those that it has: as many as its spec's `maxConcurrency` leaves. */
export class Slots {
  private constructor(private free: number) {}

  /**
   * Counts the slots of a run by its rows, read consistently. A task whose row could not be written yet has none: its entry is
   * asked for again, before any other, and takes its slot then. Of an entry of which ECS does not say whether it has a task
   * nothing is known until its container writes its row. A run that is not wanted any more has none, though rows end by its stop.
   */
  static async ofRun(
    { run, spec: { maxConcurrency }, isNew }: BegunRun,
    { audit, now }: Pick<LauncherDependencies, "audit" | "now">,
  ): Promise<Slots> {
    if (maxConcurrency === undefined || isNew) return new Slots(maxConcurrency ?? Infinity);
    let free = maxConcurrency;
    for await (const rows of audit.pages(run, "open", ["ecs_task_id"])) free -= rows.length;
    for await (const rows of audit.pages(run, "TimedOut", ["update_time", "stop_time"]))
      free -= rows.filter((row) => isStopping(row, now())).length;
    return new Slots((await audit.isWanted(run)) ? free : 0);
  }

  /** True when as many tasks run as may. */
  get areTaken(): boolean {
    return this.free <= 0;
  }

  /** Items, each of which takes a slot, as long as there are any. */
  *of<Item>(items: Iterator<Item, void>): Generator<Item> {
    while (!this.areTaken) {
      const next = items.next();
      if (next.done) return;
      this.free -= 1;
      yield next.value;
    }
  }

  /** Frees the slot of an entry that has no task. */
  giveBack(): void {
    this.free += 1;
  }
}

/** True for a task whose time is over and whose container may not have ended yet. */
function isStopping({ update_time, stop_time }: Pick<DetailRow, "update_time" | "stop_time">, now: Date): boolean {
  const seconds = stoppingSeconds + (stop_time === undefined ? stopGraceSeconds : 0);
  return secondsSince(stop_time ?? update_time, now) < seconds;
}
