import { randomUUID } from "node:crypto";
import pMap from "p-map";
import type { Json } from "../../json";
import { StatesError } from "../language/states-error";
import type { Stop } from "../stop";

/** Status of an execution, as DescribeExecution returns it. */
export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

/** The execution of an item, as its Map Run sees it. */
export interface Child {
  readonly executionArn: string;
  readonly name: string;
  readonly input: Json;
  readonly startedAt: Date;
  readonly status: ExecutionStatus;
  readonly result: {
    readonly output?: Json;
    readonly error?: string;
    readonly cause?: string;
    readonly stoppedAt?: Date;
  };
  readonly redriveCount: number;
  /** Is over when it has ended; whatever its end, it does not fail. */
  readonly ended: Promise<unknown>;
  readonly abort: () => void;
  /** @returns false when it cannot be redriven */
  readonly redrive: () => boolean;
}

/** Limits of failed items. A limit that is not given does not count; without either, no item may fail. */
export interface Tolerated {
  readonly count?: number | undefined;
  readonly percentage?: number | undefined;
}

interface MapRunProps {
  readonly items: readonly Json[];
  /** The input of an item's execution. */
  readonly inputOf: (index: number) => Promise<Json>;
  readonly startChild: (input: Json) => Child;
  readonly concurrency: number;
  readonly tolerated: Tolerated;
  readonly stop: Stop;
}

type MapRunStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED";

const isFailure: ReadonlySet<ExecutionStatus> = new Set(["FAILED", "TIMED_OUT", "ABORTED"]);

/** One run of a Distributed Map: an execution for each item, so many at once, some of which may fail. */
export class MapRun {
  readonly arn: string;
  readonly startedAt = new Date();
  stoppedAt: Date | undefined;
  status: MapRunStatus = "RUNNING";
  redriveCount = 0;
  maxConcurrency = 0;
  tolerated: Tolerated = {};
  /** Undefined until the items were read. */
  items: readonly Json[] | undefined;
  private readonly started: (Child | undefined)[] = [];

  /** @param label of the Map; what the ARNs of the Map Run and of its executions have of it */
  constructor(
    readonly executionArn: string,
    readonly label: string,
  ) {
    const machine = executionArn.replace(":execution:", ":mapRun:").split(":").slice(0, -1).join(":");
    this.arn = `${machine}/${label}:${randomUUID()}`;
  }

  /** In the order of their items. */
  get children(): readonly Child[] {
    return this.started.filter((child) => child !== undefined);
  }

  /** Begins again, after an end that was no success. */
  reopen(): void {
    this.status = "RUNNING";
    this.stoppedAt = undefined;
    this.redriveCount += 1;
  }

  /**
   * Runs every item that has not succeeded yet: those that were begun before are redriven.
   *
   * @throws StatesError `States.ExceedToleratedFailureThreshold`
   */
  async run(props: MapRunProps): Promise<void> {
    const { items, concurrency, tolerated, stop } = props;
    Object.assign(this, { items, tolerated, maxConcurrency: concurrency });
    let failures = 0;
    await stop.race(
      pMap(
        items,
        async (_, index) => {
          stop.check();
          if (isFailure.has(await this.runItem(index, props))) failures += 1;
          if (isExceeded(failures, items.length, tolerated))
            throw new StatesError(
              "States.ExceedToleratedFailureThreshold",
              "The specified tolerated failure threshold was exceeded",
            );
        },
        { concurrency },
      ),
    );
  }

  /** Ends it; executions that run are stopped, and what their states have begun goes on, as in AWS. */
  end(status: Exclude<MapRunStatus, "RUNNING">): void {
    if (this.status !== "RUNNING") return;
    this.status = status;
    this.stoppedAt = new Date();
    for (const child of this.children) if (child.status === "RUNNING") child.abort();
  }

  /** Items by how their executions stand, as DescribeMapRun counts them. */
  counts(): Record<"pending" | "running" | "succeeded" | "failed" | "timedOut" | "aborted" | "total", number> {
    const count = (status: ExecutionStatus) => this.children.filter((child) => child.status === status).length;
    const total = this.items?.length ?? 0;
    return {
      pending: total - this.children.length,
      running: count("RUNNING"),
      succeeded: count("SUCCEEDED"),
      failed: count("FAILED"),
      timedOut: count("TIMED_OUT"),
      aborted: count("ABORTED"),
      total,
    };
  }

  private async runItem(index: number, { inputOf, startChild, stop }: MapRunProps): Promise<ExecutionStatus> {
    const before = this.started[index];
    if (before && (before.status === "SUCCEEDED" || !before.redrive())) return before.status;
    const input = before ? null : await inputOf(index);
    stop.check();
    const child = before ?? startChild(input);
    this.started[index] = child;
    await child.ended;
    return child.status;
  }
}

const isExceeded = (failures: number, total: number, { count, percentage }: Tolerated): boolean =>
  count === undefined && percentage === undefined
    ? failures > 0
    : failures > (count ?? Infinity) || failures * 100 > (percentage ?? 100) * total;
