import type { SynthesizedStack } from "../terraform/synthesized-stack";
import type { Deployed } from "./deployed";
import { policiesOf } from "./stack-policies";
import { programsOf } from "./stack-programs";

/**
 * A synthesized stack, as if it were deployed.
 *
 * @throws Error when the stack refers to something that is not there, or a policy cannot be judged here
 */
export const stackAsDeployed = (stack: SynthesizedStack): Deployed => ({
  region: stack.region,
  accountId: stack.accountId,
  ...programsOf(stack),
  ...policiesOf(stack),
  refresh: () => Promise.resolve(),
});
