import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import pMap from "p-map";
import type { Json } from "../../json";
import type { Integrations } from "../integrations";
import { StatesError } from "../states-error";
import type { DistributedMap } from "./definition";
import { evaluate, type Evaluated } from "./evaluate";
import { readItems } from "./items";
import { writeResults, type ChildResult } from "./result-writer";

/** An entry's execution on its way. */
export interface Child {
  readonly result: Promise<Json>;
  readonly abort: () => void;
}

export interface MapRunProps {
  readonly map: DistributedMap;
  readonly executionArn: string;
  /** The context object of the Map state. */
  readonly context: object;
  readonly integrations: Integrations;
  /** Starts the execution of one item, with the Map's input. */
  readonly startChild: (input: Json, item: { readonly Index: number; readonly Value: Json }) => Child;
}

export type MapRunStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED";

/** One run of a Distributed Map: an execution for each item, so many at once, some of which may fail. */
export class MapRun {
  readonly arn: string;
  readonly startedAt = new Date();
  status: MapRunStatus = "RUNNING";
  /** Of all items. */
  total = 0;
  private readonly results: ChildResult[] = [];
  private readonly stop = new AbortController();

  constructor(private readonly props: MapRunProps) {
    const machine = props.executionArn.replace(":execution:", ":mapRun:").split(":").slice(0, -1).join(":");
    this.arn = `${machine}/${props.map.name}:${randomUUID()}`;
    // One for each execution on its way.
    setMaxListeners(0, this.stop.signal);
  }

  /**
   * Runs every item.
   *
   * @returns what the Map state answers
   * @throws StatesError `States.ItemReaderFailed`, `States.ExceedToleratedFailureThreshold`
   */
  async run(input: Json): Promise<Json> {
    const { map, context, integrations } = this.props;
    try {
      const evaluated = await evaluate(map.state, input, context);
      const items = await readItems(map.state.ItemReader, evaluated.reader, integrations);
      this.total = items.length;
      await this.runItems(items, input, evaluated);
      const written = await writeResults(map.state, evaluated.writer, integrations, this.arn, this.results);
      this.end("SUCCEEDED");
      return written ?? this.results.map(({ output }) => output ?? null);
    } catch (error) {
      this.end("FAILED");
      this.stop.abort();
      throw error;
    }
  }

  /** Stops it with all its executions. What their states have begun goes on, as in AWS. */
  abort(): void {
    this.end("ABORTED");
    this.stop.abort();
  }

  count(status: ChildResult["status"]): number {
    return this.results.filter((result) => result.status === status).length;
  }

  private end(status: MapRunStatus): void {
    if (this.status === "RUNNING") this.status = status;
  }

  private async runItems(items: readonly Json[], input: Json, { maxConcurrency, ...tolerated }: Evaluated) {
    const { signal } = this.stop;
    await pMap(
      items,
      async (Value, Index) => {
        const result = await this.runItem(input, { Index, Value });
        this.results.push(result);
        const failures = this.count("FAILED");
        if (failures * 100 <= tolerated.toleratedFailurePercentage * items.length) return;
        throw new StatesError(
          "States.ExceedToleratedFailureThreshold",
          `The specified tolerated failure threshold was exceeded: ${failures} of ${items.length} items failed`,
        );
      },
      { concurrency: maxConcurrency || Infinity, signal },
    );
  }

  private async runItem(input: Json, item: { readonly Index: number; readonly Value: Json }): Promise<ChildResult> {
    const child = this.props.startChild(input, item);
    this.stop.signal.addEventListener("abort", child.abort, { once: true });
    try {
      return { status: "SUCCEEDED", item: item.Value, output: await child.result };
    } catch (error) {
      const { name, message } = ((error as Error).cause ?? error) as Error;
      return { status: "FAILED", item: item.Value, error: name, cause: message };
    } finally {
      this.stop.signal.removeEventListener("abort", child.abort);
    }
  }
}
