import type { SummaryRow } from "../workflow/audit-rows";
import type { AuditStore } from "../workflow/audit-store";
import type { RunKey } from "../workflow/run";
import { deadlineOf } from "../workflow/deadline";

/** Time that a function keeps of its own for the calls under way and their rows: seconds. */
const launchReserveSeconds = 15;

/** Interval at which a function that starts tasks looks whether their run is still wanted: seconds. */
export const wantedCheckSeconds = 5;

/** The time in which one invocation of a function may start tasks. */
export class LaunchTime {
  private readonly reserveMilliseconds: number;
  private isWanted = true;
  private askedAt: number;

  /** @param remainingMilliseconds what the Lambda has left, as its context says */
  constructor(
    private readonly audit: AuditStore,
    private readonly run: RunKey,
    private readonly summary: SummaryRow,
    private readonly remainingMilliseconds: () => number,
    private readonly now: () => Date,
  ) {
    // A function with less time than two reserves still uses half of what it has.
    this.reserveMilliseconds = Math.min(launchReserveSeconds * 1_000, remainingMilliseconds() / 2);
    this.isWanted = summary.status === "Running" && summary.stop_reason === undefined;
    this.askedAt = now().getTime();
  }

  /** True while another call of ECS may be made. */
  readonly mayGoOn = (): boolean => !this.isOver() && this.remainingMilliseconds() > this.reserveMilliseconds;

  /** True when nothing more is to be launched, ever: the run's time is over, or the run is not wanted any more. */
  isOver(): boolean {
    this.lookAgain();
    return !this.isWanted || !(this.now().getTime() < deadlineOf(this.summary));
  }

  // Nothing waits for the answer: the next call takes it into account.
  private lookAgain(): void {
    const now = this.now().getTime();
    if (!this.isWanted || now - this.askedAt < wantedCheckSeconds * 1_000) return;
    this.askedAt = now;
    this.audit.isWanted(this.run).then(
      (isWanted) => (this.isWanted = isWanted),
      // A run that cannot be read is wanted until it can.
      () => undefined,
    );
  }
}
