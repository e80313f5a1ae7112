import type { Json } from "../json";
import type { MapRun } from "./distributed-map/map-run";
import type { Integrations } from "./integrations";
import { StatesError } from "./language/states-error";

/**
 * What Step Functions tells an execution's states of its own Map Runs. Step Functions API reference, ListMapRuns and
 * DescribeMapRun; names as the AWS SDK integrations write them.
 */
export const stepFunctionsIntegrations = (mapRuns: readonly MapRun[]): Integrations => ({
  "arn:aws:states:::aws-sdk:sfn:listMapRuns": (parameters) => {
    const { ExecutionArn } = parameters as { readonly ExecutionArn: string };
    const own = mapRuns.filter(({ executionArn }) => executionArn === ExecutionArn);
    const MapRuns = own.map(({ arn: MapRunArn, startedAt, stoppedAt }) => ({
      ExecutionArn,
      MapRunArn,
      StartDate: startedAt.toISOString(),
      ...(stoppedAt ? { StopDate: stoppedAt.toISOString() } : {}),
    }));
    return Promise.resolve({ MapRuns });
  },
  "arn:aws:states:::aws-sdk:sfn:describeMapRun": (parameters) => {
    const { MapRunArn } = parameters as { readonly MapRunArn: string };
    const run = mapRuns.find(({ arn }) => arn === MapRunArn);
    if (!run) throw new StatesError("Sfn.ResourceNotFoundException", `Resource not found: '${MapRunArn}'`);
    const counts = Object.fromEntries(
      Object.entries(run.counts()).map(([name, count]) => [name.charAt(0).toUpperCase() + name.slice(1), count]),
    ) as Readonly<Record<string, Json>>;
    return Promise.resolve({
      MapRunArn,
      ExecutionArn: run.executionArn,
      Status: run.status,
      StartDate: run.startedAt.toISOString(),
      ...(run.stoppedAt ? { StopDate: run.stoppedAt.toISOString() } : {}),
      MaxConcurrency: run.maxConcurrency,
      RedriveCount: run.redriveCount,
      ItemCounts: counts,
      ExecutionCounts: counts,
    });
  },
});
