import { AwsError } from "../../http/aws-answers";

/** Request for one page of an answer. */
export interface PageRequest {
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
