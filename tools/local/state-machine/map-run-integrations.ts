import type { DenialOf } from "../iam/iam";
import type { Json } from "../json";
import type { MapRun } from "./distributed-map/map-run";
import type { Integrations } from "./integrations";
import { StatesError } from "./language/states-error";

/**
 * Calls by which an execution's states ask about its own Map Runs. Step Functions API reference, ListMapRuns and
 * DescribeMapRun; names as the AWS SDK integrations write them.
 */
export const stepFunctionsIntegrations = (mapRuns: readonly MapRun[], denialOf: DenialOf): Integrations => ({
  /* eslint-disable @typescript-eslint/require-await -- one shape for all integrations */
  "arn:aws:states:::aws-sdk:sfn:listMapRuns": async (parameters) => {
    const { ExecutionArn } = parameters as { readonly ExecutionArn: string };
    refuse(denialOf("states:ListMapRuns", ExecutionArn));
    const own = mapRuns.filter(({ executionArn }) => executionArn === ExecutionArn);
    const MapRuns = own.map(({ arn: MapRunArn, startedAt, stoppedAt }) => ({
      ExecutionArn,
      MapRunArn,
      StartDate: startedAt.toISOString(),
      ...(stoppedAt ? { StopDate: stoppedAt.toISOString() } : {}),
    }));
    return { MapRuns };
  },
  "arn:aws:states:::aws-sdk:sfn:describeMapRun": async (parameters) => {
    const { MapRunArn } = parameters as { readonly MapRunArn: string };
    refuse(denialOf("states:DescribeMapRun", MapRunArn));
    const run = mapRuns.find(({ arn }) => arn === MapRunArn);
    if (!run) throw new StatesError("Sfn.ResourceNotFoundException", `Resource not found: '${MapRunArn}'`);
    const counts = Object.fromEntries(
      Object.entries(run.counts()).map(([name, count]) => [name.charAt(0).toUpperCase() + name.slice(1), count]),
    ) as Readonly<Record<string, Json>>;
    return {
      MapRunArn,
      ExecutionArn: run.executionArn,
      Status: run.status,
      StartDate: run.startedAt.toISOString(),
      ...(run.stoppedAt ? { StopDate: run.stoppedAt.toISOString() } : {}),
      MaxConcurrency: run.maxConcurrency,
      RedriveCount: run.redriveCount,
      ItemCounts: counts,
      ExecutionCounts: counts,
    };
  },
  /* eslint-enable @typescript-eslint/require-await */
});

function refuse(denial: string | undefined): void {
  if (denial === undefined) return;
  throw new StatesError("Sfn.SfnException", `${denial} (Service: Sfn, Status Code: 400, Request ID: none)`);
}
