import { randomUUID } from "node:crypto";
import type { Invocable } from "./hooks";
import { isObject, textOf, type Json, type JsonObject } from "./json";
import type { Execution } from "./state-machine/execution";
import type { SynthesizedStack } from "./terraform/synthesized-stack";

/** A rule of the default event bus, with the functions that it invokes. */
interface Rule {
  readonly pattern: JsonObject;
  readonly targets: readonly Invocable[];
}

/** Lambda developer guide, "Asynchronous invocation": a function that fails is invoked twice more. */
const attempts = 3;

/** Event that EventBridge gets when an execution's status changes. Developer guide, "Step Functions event examples". */
function eventOf(execution: Execution): JsonObject {
  const { executionArn, name, stateMachine, status, input, result, startedAt, redriveCount, notRedrivable } = execution;
  const { output, error, cause, stoppedAt } = result;
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
      executionArn,
      stateMachineArn: stateMachine.arn,
      name,
      status,
      startDate: startedAt.getTime(),
      stopDate: stoppedAt?.getTime() ?? null,
      input: JSON.stringify(input),
      inputDetails: { included: true },
      output: output === undefined ? null : JSON.stringify(output),
      outputDetails: output === undefined ? null : { included: true },
      ...(error && { error }),
      ...(cause && { cause }),
      redriveCount,
      redriveStatus: notRedrivable === undefined ? "REDRIVABLE" : "NOT_REDRIVABLE",
    },
  };
}

/** True when an event fits a pattern of exact values. EventBridge user guide, "Creating event patterns". */
function fits(pattern: Json, value: Json | undefined): boolean {
  if (Array.isArray(pattern)) return (pattern as readonly Json[]).includes(value as Json);
  if (!isObject(pattern)) return false;
  return isObject(value) && Object.entries(pattern).every(([key, inner]) => fits(inner, value[key]));
}

/** @throws Error for a pattern that is not judged here: of other than exact values */
function checkPattern(pattern: Json, address: string): void {
  if (Array.isArray(pattern) && pattern.every((value) => typeof value !== "object" || value === null)) return;
  if (!isObject(pattern)) throw new Error(`${address}: only exact values of an event pattern can be judged here`);
  for (const inner of Object.values(pattern)) checkPattern(inner, address);
}

/** Arguments of a target that are not run here: each changes the event on its way. */
const unknownArguments = ["input", "input_path", "input_transformer"] as const;

/** A rule of a synthesized stack may only invoke a function whose permissions name it. */
function targetsOf(stack: SynthesizedStack, ruleName: string, ruleArn: string, functions: readonly Invocable[]) {
  const permissions = stack.resources("aws_lambda_permission").map(({ values }) => values);
  return stack
    .resources("aws_cloudwatch_event_target")
    .filter(({ values }) => values["rule"] === ruleName)
    .map(({ address, values }) => {
      const unknown = unknownArguments.find((argument) => values[argument] !== undefined);
      if (unknown) throw new Error(`${address}: ${unknown} cannot be run here`);
      const target = functions.find(({ arn }) => arn === values["arn"]);
      if (!target) throw new Error(`${address}: ${textOf(values["arn"])} is no function of the stack`);
      const isPermitted = permissions.some(
        ({ function_name: name, principal, source_arn: source }) =>
          (name === target.name || name === target.arn) && principal === "events.amazonaws.com" && source === ruleArn,
      );
      if (!isPermitted) throw new Error(`${address}: no aws_lambda_permission lets ${ruleArn} invoke ${target.name}`);
      return target;
    });
}

/** The rules of a stack, to be told of executions. */
export class EventRules {
  private readonly rules: readonly Rule[];
  private readonly deliveries = new Set<Promise<void>>();

  /** @throws Error when a rule of the stack cannot be run here */
  constructor(stack: SynthesizedStack, functions: readonly Invocable[]) {
    this.rules = stack.resources("aws_cloudwatch_event_rule").flatMap(({ address, values, computed }) => {
      if (values["event_pattern"] === undefined) return [];
      const pattern = JSON.parse(textOf(values["event_pattern"])) as JsonObject;
      checkPattern(pattern, address);
      const targets = targetsOf(stack, textOf(values["name"]), textOf(computed("arn")), functions);
      return [{ pattern, targets }];
    });
  }

  /** Invokes the targets of the rules that an execution's status fits; nobody waits for them. */
  readonly tell = (execution: Execution): void => {
    if (this.rules.length === 0) return;
    const event = eventOf(execution);
    for (const { targets } of this.rules.filter(({ pattern }) => fits(pattern, event)))
      for (const target of targets) {
        const delivery = deliver(target, event).finally(() => this.deliveries.delete(delivery));
        this.deliveries.add(delivery);
      }
  };

  /** Waits until every event so far was delivered, or given up. */
  async delivered(): Promise<void> {
    await Promise.all(this.deliveries);
  }
}

async function deliver(target: Invocable, event: JsonObject): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const answer = await target.invoke(event).catch(() => undefined);
    if (answer && !("error" in answer)) return;
  }
}
