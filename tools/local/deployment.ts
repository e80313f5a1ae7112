import * as v from "valibot";
import { deploymentKeys, readEnvironment, type Deployment } from "../../workflow/deployment";
import { jobSchema, type Job } from "../../workflow/job";
import { programsOf } from "./deployed/stack-programs";
import { textOf } from "./json";
import type { SynthesizedStack } from "./terraform/synthesized-stack";

/** The deployment that a stack's outputs describe. */
export const deploymentOf = (stack: SynthesizedStack): Deployment =>
  Object.fromEntries(deploymentKeys.map((key) => [key, stack.output(key)])) as unknown as Deployment;

/** The job of a stack. */
export const jobOf = (stack: SynthesizedStack): Job => v.parse(jobSchema, textOf(stack.output("job")));

/** The longest `timeoutSeconds` of a workflow, as the stack's functions know it. */
export function maxTimeoutSecondsOf(stack: SynthesizedStack): number {
  const [first] = programsOf(stack).functions;
  return Number(readEnvironment(["maxTimeoutSeconds"], first?.environment ?? {}).maxTimeoutSeconds);
}
