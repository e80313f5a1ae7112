import * as v from "valibot";
import { deploymentKeys, type Deployment } from "../../../workflow/deployment";
import { jobSchema, type Job } from "../../../workflow/job";
import { textOf } from "../json";
import type { SynthesizedStack } from "../terraform/synthesized-stack";
import type { Deployed } from "./deployed";
import { deployedOf } from "./resources";

/**
 * A synthesized stack, as if it were deployed.
 *
 * @throws Error when the stack refers to something that is not there, or a policy cannot be judged here
 */
export const stackAsDeployed = (stack: SynthesizedStack): Deployed => ({
  region: stack.region,
  accountId: stack.accountId,
  ...deployedOf(stack),
  refresh: () => Promise.resolve(),
});

/** The deployment that a stack's outputs describe. */
export const deploymentOf = (stack: SynthesizedStack): Deployment =>
  Object.fromEntries(deploymentKeys.map((key) => [key, stack.output(key)])) as unknown as Deployment;

/** The job of a stack. */
export const jobOf = (stack: SynthesizedStack): Job => v.parse(jobSchema, textOf(stack.output("job")));
