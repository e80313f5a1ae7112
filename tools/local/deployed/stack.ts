import { textOf } from "../json";
import type { Role } from "../iam/principals";
import { stateMachineConfiguration } from "../state-machine/definition";
import type { SynthesizedStack } from "../terraform/synthesized-stack";
import type { Deployed } from "./deployed";
import { eventRulesOf, functionConfiguration, taskDefinitions } from "./stack-programs";
import { endpointPoliciesOf, resourcePoliciesOf, rolesOf } from "./stack-policies";

/**
 * A synthesized stack, as if it were deployed.
 *
 * @param roles @default those of the stack
 * @throws Error when the stack refers to something that is not there, or a policy cannot be judged here
 */
export const stackAsDeployed = (stack: SynthesizedStack, roles: readonly Role[] = rolesOf(stack)): Deployed => ({
  region: stack.region,
  accountId: stack.accountId,
  functions: stack.resources("aws_lambda_function").map((resource) => functionConfiguration(stack, resource)),
  stateMachines: stack.resources("aws_sfn_state_machine").map(stateMachineConfiguration),
  clusterNames: stack.resources("aws_ecs_cluster").map(({ values }) => textOf(values["name"])),
  taskDefinitions: taskDefinitions(stack),
  roles,
  eventRules: eventRulesOf(stack),
  resourcePolicies: resourcePoliciesOf(stack),
  endpointPolicies: endpointPoliciesOf(stack),
  vpcIds: Object.fromEntries(
    stack
      .resources("aws_subnet")
      .map(({ values, computed }) => [textOf(computed("id")), textOf(values["vpc_id"])] as const),
  ),
  refresh: () => Promise.resolve(),
});
