import { AwsError } from "../../http/aws-answers";
import type { Execution } from "../../state-machine/execution";

/** An execution as ListExecutions shows it. */
export const listed = (execution: Execution) => ({
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
export const described = (execution: Execution) => ({
  ...listed(execution),
  input: execution.inputText,
  inputDetails: { included: true },
  ...resultOf(execution),
  ...redriveStatusOf(execution),
});

function redriveStatusOf({ notRedrivable, mapRun }: Execution): object {
  if (notRedrivable !== undefined) return { redriveStatus: "NOT_REDRIVABLE", redriveStatusReason: notRedrivable };
  return { redriveStatus: mapRun ? "REDRIVABLE_BY_MAP_RUN" : "REDRIVABLE" };
}

function resultOf({ end }: Execution): object {
  if (!end) return {};
  return end.status === "SUCCEEDED"
    ? { output: JSON.stringify(end.output), outputDetails: { included: true } }
    : { ...(end.error && { error: end.error }), ...(end.cause && { cause: end.cause }) };
}

/** Request for one page of an answer. */
interface PageRequest {
  /** 0 stands for the default. */
  readonly maxResults?: number;
  readonly nextToken?: string;
}

/** Step Functions API reference, ListExecutions and GetExecutionHistory: `maxResults`. */
const [defaultResults, mostResults] = [100, 1_000];

/**
 * One page of a list; the token is the place of the next.
 *
 * @throws AwsError InvalidToken
 */
export function page<Item>(items: readonly Item[], { maxResults = 0, nextToken = "0" }: PageRequest) {
  const start = Number(nextToken);
  if (!Number.isInteger(start) || start < 0 || start > items.length)
    throw new AwsError("InvalidToken", `Invalid Token: '${nextToken}'`);
  const end = start + Math.min(maxResults || defaultResults, mostResults);
  return { items: items.slice(start, end), ...(end < items.length ? { nextToken: String(end) } : {}) };
}
