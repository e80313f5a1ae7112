import type { HistoryEventType } from "@aws-sdk/client-sfn";
import type { History } from "./history";
import { Stopped, type Stop } from "./stop";

type Details = Parameters<History["write"]>[2];

/** The place of a branch of an execution in the history: which event its next one follows. */
export interface Place {
  previousEventId: number;
}

/** Writer of a branch's events. */
export class Thread {
  constructor(
    readonly history: History,
    readonly place: Place,
    readonly stop: Stop,
  ) {}

  /** Writes an event that the branch's next one follows. @throws Stopped when the branch has ended */
  write(type: HistoryEventType, details?: Details): number {
    const id = this.note(type, details);
    this.place.previousEventId = id;
    return id;
  }

  /** Writes an event beside: the branch's next one follows the same as this one. @throws Stopped when the branch has ended */
  note(type: HistoryEventType, details?: Details): number {
    this.stop.check();
    const id = this.history.write(this.place.previousEventId, type, details);
    if (id === undefined) throw new Stopped();
    return id;
  }

  /** Writes that the branch was ended from outside. */
  abort(type: HistoryEventType, details?: Details): void {
    this.history.write(this.place.previousEventId, type, details);
  }
}
