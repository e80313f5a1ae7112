import type { DenialOf } from "../../iam/iam";
import { toPascalCase, type Integrations } from "../integrations/integration";
import { StatesError } from "../language/states-error";
import type { MapRun } from "./map-run";

/** A Map Run as ListMapRuns shows it. Step Functions API reference, MapRunListItem. */
export const listedMapRun = ({ arn, executionArn, label, startedAt, stoppedAt }: MapRun) => ({
  executionArn,
  mapRunArn: arn,
  stateMachineArn: `${executionArn.replace(/:execution:([^:]+):.*$/, ":stateMachine:$1")}/${label}`,
  startDate: startedAt,
  ...(stoppedAt ? { stopDate: stoppedAt } : {}),
});

/** A Map Run as DescribeMapRun shows it. */
export function describedMapRun(mapRun: MapRun): object {
  const { arn, executionArn, status, startedAt, stoppedAt, maxConcurrency, redriveCount } = mapRun;
  const counts = mapRun.counts();
  const all = { ...counts, resultsWritten: status === "SUCCEEDED" ? counts.total : 0 };
  return {
    mapRunArn: arn,
    executionArn,
    status,
    startDate: startedAt,
    ...(stoppedAt ? { stopDate: stoppedAt } : {}),
    maxConcurrency,
    toleratedFailureCount: 0,
    toleratedFailurePercentage: mapRun.toleratedFailurePercentage,
    itemCounts: all,
    executionCounts: all,
    redriveCount,
  };
}

/**
 * Calls by which an execution's states ask about its own Map Runs. Step Functions API reference, ListMapRuns and
 * DescribeMapRun; names as the AWS SDK integrations write them.
 */
export const stepFunctionsIntegrations = (mapRuns: readonly MapRun[], denialOf: DenialOf): Integrations => ({
  "arn:aws:states:::aws-sdk:sfn:listMapRuns": (parameters) => {
    const { ExecutionArn } = parameters as { readonly ExecutionArn: string };
    refuse(denialOf("states:ListMapRuns", ExecutionArn));
    const own = mapRuns.filter(({ executionArn }) => executionArn === ExecutionArn);
    return toPascalCase({ mapRuns: own.map(listedMapRun) });
  },
  "arn:aws:states:::aws-sdk:sfn:describeMapRun": (parameters) => {
    const { MapRunArn } = parameters as { readonly MapRunArn: string };
    refuse(denialOf("states:DescribeMapRun", MapRunArn));
    const run = mapRuns.find(({ arn }) => arn === MapRunArn);
    if (!run) throw new StatesError("Sfn.ResourceNotFoundException", `Resource not found: '${MapRunArn}'`);
    return toPascalCase(describedMapRun(run));
  },
});

function refuse(denial: string | undefined): void {
  if (denial === undefined) return;
  throw new StatesError("Sfn.SfnException", `${denial} (Service: Sfn, Status Code: 400, Request ID: none)`);
}
