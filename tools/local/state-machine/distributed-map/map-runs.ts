import type { Json } from "../../json";
import type { Integrations } from "../integrations";
import { StatesError } from "../states-error";
import type { DistributedMap } from "./definition";
import { MapRun, type MapRunProps } from "./map-run";

/** A Map Run that was begun. */
export interface MapRunStart {
  readonly mapRunArn: string;
  readonly startedAt: Date;
}

/** The Map Runs of one execution. */
export class MapRuns {
  private readonly started: { readonly map: DistributedMap; readonly run: MapRun }[] = [];

  constructor(private readonly executionArn: string) {}

  /** Runs a Distributed Map to its end. @throws what `MapRun.run` throws */
  run(props: Omit<MapRunProps, "executionArn">, input: Json): Promise<Json> {
    const run = new MapRun({ ...props, executionArn: this.executionArn });
    this.started.push({ map: props.map, run });
    return run.run(input);
  }

  /** Stops those that lie in a state; without one, all. */
  abort(state?: string): void {
    for (const { map, run } of this.started)
      if (run.status === "RUNNING" && (state === undefined || map.within.includes(state))) run.abort();
  }

  /** As ListMapRuns tells of them. */
  list(): MapRunStart[] {
    return this.started.map(({ run: { arn: mapRunArn, startedAt } }) => ({ mapRunArn, startedAt }));
  }

  /** What Step Functions tells of them, to states of the execution itself. Step Functions API reference. */
  readonly integrations: Integrations = {
    "arn:aws:states:::aws-sdk:sfn:listMapRuns": (parameters) => {
      const { ExecutionArn } = parameters as { readonly ExecutionArn: string };
      const own = ExecutionArn === this.executionArn ? this.list() : [];
      const MapRuns = own.map(({ mapRunArn: MapRunArn, startedAt }) => ({
        ExecutionArn,
        MapRunArn,
        StartDate: startedAt.toISOString(),
      }));
      return Promise.resolve({ MapRuns });
    },
    "arn:aws:states:::aws-sdk:sfn:describeMapRun": (parameters) => {
      const { MapRunArn } = parameters as { readonly MapRunArn: string };
      const run = this.started.find((started) => started.run.arn === MapRunArn)?.run;
      if (!run) throw new StatesError("Sfn.ResourceNotFoundException", `Resource not found: '${MapRunArn}'`);
      const [Succeeded, Failed] = [run.count("SUCCEEDED"), run.count("FAILED")];
      return Promise.resolve({
        MapRunArn,
        ExecutionArn: this.executionArn,
        Status: run.status,
        ItemCounts: { Total: run.total, Succeeded, Failed },
      });
    },
  };
}
