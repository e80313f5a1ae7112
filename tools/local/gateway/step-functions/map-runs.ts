import type { MapRun } from "../../state-machine/distributed-map/map-run";
import { executionsOf } from "../../state-machine/execution";
import { listed, type Executions } from "./executions";
import { page, type PageRequest } from "./page";

const dates = ({ startedAt, stoppedAt }: MapRun) => ({
  startDate: startedAt,
  ...(stoppedAt ? { stopDate: stoppedAt } : {}),
});

/** ListMapRuns. */
export function listMapRuns(executions: Executions, input: PageRequest & { readonly executionArn: string }): object {
  const { executionArn, stateMachine, mapRuns } = executions.get(input.executionArn);
  const { items, ...rest } = page(mapRuns, input);
  const found = items.map((mapRun) => ({
    executionArn,
    stateMachineArn: `${stateMachine.arn}/${mapRun.label}`,
    mapRunArn: mapRun.arn,
    ...dates(mapRun),
  }));
  return { mapRuns: found, ...rest };
}

/** DescribeMapRun. */
export function describeMapRun(executions: Executions, { mapRunArn }: { readonly mapRunArn: string }): object {
  const mapRun = executions.mapRun(mapRunArn);
  const { executionArn, status, maxConcurrency, tolerated, redriveCount } = mapRun;
  const counts = mapRun.counts();
  const all = { ...counts, resultsWritten: status === "SUCCEEDED" ? counts.total : 0 };
  return {
    mapRunArn,
    executionArn,
    status,
    ...dates(mapRun),
    maxConcurrency,
    toleratedFailureCount: tolerated.count ?? 0,
    toleratedFailurePercentage: tolerated.percentage ?? 0,
    itemCounts: all,
    executionCounts: all,
    redriveCount,
  };
}

/** ListExecutions of a Map Run, the newest first. */
export function listChildren(
  executions: Executions,
  input: PageRequest & { readonly mapRunArn: string; readonly statusFilter?: string },
): object {
  const { mapRunArn, statusFilter } = input;
  const wanted = executionsOf(executions.mapRun(mapRunArn))
    .filter(({ status }) => statusFilter === undefined || status === statusFilter)
    .toReversed();
  const { items, ...rest } = page(wanted, input);
  return { executions: items.map(listed), ...rest };
}
