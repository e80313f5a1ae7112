import type { Child, MapRun } from "./distributed-map/map-run";

/** An execution as ListExecutions shows it. */
export const listed = (execution: Child) => ({
  executionArn: execution.executionArn,
  stateMachineArn: execution.stateMachine.arn,
  name: execution.name,
  status: execution.status,
  startDate: execution.startedAt,
  ...(execution.stoppedAt ? { stopDate: execution.stoppedAt } : {}),
  ...(execution.mapRun ? { mapRunArn: execution.mapRun.arn } : {}),
  redriveCount: execution.redriveCount,
  ...(execution.redrivenAt ? { redriveDate: execution.redrivenAt } : {}),
});

/** An execution as DescribeExecution shows it. */
export const described = (execution: Child) => ({
  ...listed(execution),
  input: execution.inputText,
  inputDetails: { included: true },
  ...resultOf(execution),
  ...redriveStatusOf(execution),
});

function redriveStatusOf({ notRedrivable, mapRun }: Child): object {
  if (notRedrivable !== undefined) return { redriveStatus: "NOT_REDRIVABLE", redriveStatusReason: notRedrivable };
  return { redriveStatus: mapRun ? "REDRIVABLE_BY_MAP_RUN" : "REDRIVABLE" };
}

function resultOf({ end }: Child): object {
  if (!end) return {};
  return end.status === "SUCCEEDED"
    ? { output: JSON.stringify(end.output), outputDetails: { included: true } }
    : { ...(end.error && { error: end.error }), ...(end.cause && { cause: end.cause }) };
}

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
