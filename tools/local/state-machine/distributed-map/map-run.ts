import { randomUUID } from "node:crypto";
import pMap from "p-map";
import type { Json } from "../../json";
import type { StateMachineConfiguration } from "../definition";
import type { ExecutionEnd } from "../history";
import { StatesError } from "../language/states-error";
import { race } from "../stop";

/** Status of an execution, as DescribeExecution returns it. */
export type ExecutionStatus = ExecutionEnd["status"] | "RUNNING";

/** An execution as it is described, and as a Map Run sees that of an item. */
export interface Child {
  readonly executionArn: string;
  readonly stateMachine: Pick<StateMachineConfiguration, "arn">;
  readonly name: string;
  readonly inputText: string;
  /** The Map Run that it belongs to, of the execution of an item. */
  readonly mapRun: Pick<MapRun, "arn"> | undefined;
  readonly startedAt: Date;
  readonly stoppedAt: Date | undefined;
  readonly status: ExecutionStatus;
  readonly end: ExecutionEnd | undefined;
  readonly redriveCount: number;
  readonly redrivenAt: Date | undefined;
  /** Reason for which it cannot be redriven; undefined when it can. Step Functions API reference, DescribeExecution, redriveStatusReason. */
  readonly notRedrivable: string | undefined;
  /** Is over when it has ended; whatever its end, it does not fail. */
  readonly ended: Promise<unknown>;
  readonly abort: () => void;
  /** @returns false when it cannot be redriven */
  readonly redrive: () => boolean;
}

export interface MapRunProps {
  readonly items: readonly Json[];
  /** The input of an item's execution. */
  readonly inputOf: (index: number) => Promise<Json>;
  /** Executions at once. */
  readonly maxConcurrency: number;
  /** The most items that may fail, of 100. */
  readonly toleratedFailurePercentage: number;
  readonly signal: AbortSignal;
}

type MapRunStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED";

const isFailure: ReadonlySet<ExecutionStatus> = new Set(["FAILED", "TIMED_OUT", "ABORTED"]);

/** One run of a Distributed Map: an execution for each item, so many at once, some of which may fail. */
export class MapRun<Item extends Child = Child> {
  readonly arn: string;
  status: MapRunStatus = "RUNNING";
  redriveCount = 0;
  /** Undefined until the items were read. */
  items: readonly Json[] | undefined;
  private readonly started: (Item | undefined)[] = [];

  /**
   * @param label the part of the ARNs of the Map Run and of its executions that tells of the Map
   * @param startChild starts the execution of an item
   */
  constructor(
    readonly executionArn: string,
    readonly label: string,
    private readonly startChild: (input: Json) => Item,
  ) {
    const machine = executionArn.replace(":execution:", ":mapRun:").split(":").slice(0, -1).join(":");
    this.arn = `${machine}/${label}:${randomUUID()}`;
  }

  /** In the order of their items. */
  get children(): readonly Item[] {
    return this.started.filter((child) => child !== undefined);
  }

  /** Begins again, after an end that was no success. */
  reopen(): void {
    this.status = "RUNNING";
    this.redriveCount += 1;
  }

  /**
   * Runs every item that has not succeeded yet: those that were begun before are redriven.
   *
   * @throws StatesError `States.ExceedToleratedFailureThreshold`
   */
  async run(props: MapRunProps): Promise<void> {
    const { items, maxConcurrency, toleratedFailurePercentage, signal } = props;
    this.items = items;
    let failures = 0;
    await race(
      pMap(
        items,
        async (_, index) => {
          signal.throwIfAborted();
          if (isFailure.has(await this.runItem(index, props))) failures += 1;
          if (failures * 100 > toleratedFailurePercentage * items.length)
            throw new StatesError(
              "States.ExceedToleratedFailureThreshold",
              "The specified tolerated failure threshold was exceeded",
            );
        },
        { concurrency: maxConcurrency },
      ),
      signal,
    );
  }

  /** Ends it; executions that run are stopped, and what their states have begun goes on, as in AWS. */
  end(status: Exclude<MapRunStatus, "RUNNING">): void {
    if (this.status !== "RUNNING") return;
    this.status = status;
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

  private async runItem(index: number, { inputOf, signal }: MapRunProps): Promise<ExecutionStatus> {
    const before = this.started[index];
    if (before && (before.status === "SUCCEEDED" || !before.redrive())) return before.status;
    const input = before ? null : await inputOf(index);
    signal.throwIfAborted();
    const child = before ?? this.startChild(input);
    this.started[index] = child;
    await child.ended;
    return child.status;
  }
}
