import { randomUUID } from "node:crypto";
import type { Deployed } from "./deployed/deployed";
import { isObject, type Json, type JsonObject } from "./json";
import type { Functions, Invocable } from "./lambda/functions";
import { described as describedExecution } from "./state-machine/descriptions";
import type { Execution } from "./state-machine/execution";

/** Lambda developer guide, "Asynchronous invocation": a function that fails is invoked twice more. */
const attempts = 3;

/** Event that EventBridge gets when an execution's status changes. Developer guide, "Step Functions event examples". */
function eventOf(execution: Execution): JsonObject {
  const { executionArn, startDate, stopDate, redriveDate, ...described } = describedExecution(execution);
  const [, , , region = "", account = ""] = executionArn.split(":");
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "Step Functions Execution Status Change",
    source: "aws.states",
    account,
    time: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
    region,
    resources: [executionArn],
    detail: {
      output: null,
      outputDetails: null,
      executionArn,
      ...described,
      startDate: startDate.getTime(),
      stopDate: stopDate?.getTime() ?? null,
      ...(redriveDate && { redriveDate: redriveDate.getTime() }),
    },
  };
}

/** True when an event fits a pattern of exact values. EventBridge user guide, "Creating event patterns". */
function fits(pattern: Json, value: Json | undefined): boolean {
  if (Array.isArray(pattern)) return (pattern as readonly Json[]).includes(value as Json);
  if (!isObject(pattern)) return false;
  return isObject(value) && Object.entries(pattern).every(([key, inner]) => fits(inner, value[key]));
}

/**
 * The pattern of a rule.
 *
 * @param rule its name in messages
 * @throws Error for one that is not judged here: of other than exact values
 */
export function parsePattern(json: string, rule: string): JsonObject {
  const pattern = JSON.parse(json) as JsonObject;
  if (hasExactValues(pattern)) return pattern;
  throw new Error(`${rule}: only exact values of an event pattern can be judged here`);
}

const hasExactValues = (pattern: Json): boolean =>
  Array.isArray(pattern)
    ? pattern.every((value) => typeof value !== "object" || value === null)
    : isObject(pattern) && Object.values(pattern).every(hasExactValues);

/** The rules of an account, to be told of executions. */
export class EventRules {
  private readonly deliveries = new Set<Promise<void>>();
  private closed = false;

  constructor(
    private readonly deployed: Pick<Deployed, "eventRules" | "refresh">,
    private readonly functions: Pick<Functions, "invocable">,
  ) {}

  /** Invokes the targets of the rules that an execution's status fits; nobody waits for them. */
  readonly tell = (execution: Execution): void => {
    if (this.closed) return;
    // What cannot be judged here is told to whoever calls next: nobody waits for this.
    const delivery = this.deliver(eventOf(execution))
      .catch(() => undefined)
      .finally(() => this.deliveries.delete(delivery));
    this.deliveries.add(delivery);
  };

  /** Waits until every event so far was delivered, or given up. */
  async delivered(): Promise<void> {
    await Promise.all(this.deliveries);
  }

  /** Lets executions end unheard of, and tries nothing again: the functions are about to be closed. */
  close(): void {
    this.closed = true;
  }

  private async deliver(event: JsonObject): Promise<void> {
    await this.deployed.refresh();
    const arns = this.deployed.eventRules
      .filter(({ pattern }) => fits(pattern, event))
      .flatMap(({ functionArns }) => functionArns);
    const targets = this.functions.invocable().filter(({ arn }) => arns.includes(arn));
    await Promise.all(targets.map((target) => this.invoke(target, event)));
  }

  private async invoke(target: Invocable, event: JsonObject): Promise<void> {
    for (let attempt = 0; attempt < attempts && !this.closed; attempt += 1) {
      const answer = await target.invoke(event).catch(() => undefined);
      if (answer && !("error" in answer)) return;
    }
  }
}
