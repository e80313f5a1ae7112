import type { Child } from "./distributed-map/map-run";

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
