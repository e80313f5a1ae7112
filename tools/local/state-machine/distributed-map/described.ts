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
  const { arn, executionArn, status, startedAt, stoppedAt, maxConcurrency, tolerated, redriveCount } = mapRun;
  const counts = mapRun.counts();
  const all = { ...counts, resultsWritten: status === "SUCCEEDED" ? counts.total : 0 };
  return {
    mapRunArn: arn,
    executionArn,
    status,
    startDate: startedAt,
    ...(stoppedAt ? { stopDate: stoppedAt } : {}),
    maxConcurrency,
    toleratedFailureCount: tolerated.count ?? 0,
    toleratedFailurePercentage: tolerated.percentage ?? 0,
    itemCounts: all,
    executionCounts: all,
    redriveCount,
  };
}
