import { localCredentials } from "../program-environment";
import type { SynthesizedStack } from "../terraform/synthesized-stack";
import { authorizer, type Authorizer } from "./authorizer";
import { denialMessage } from "./denial";
import { parsePolicy } from "./policy";
import { Principals, type Credentials, type Principal, type Role } from "./principals";
import { endpointPoliciesOf, resourcePoliciesOf } from "./stack-roles";

/** Principals of an account and their permissions. */
export interface Iam {
  readonly principals: Principals;
  readonly authorize: Authorizer;
}

const everything = parsePolicy(
  { Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] },
  "of the operator, who may do everything",
);

/** The person at this machine, who puts objects and reads tables. */
export const operator = (accountId: string): Principal => {
  const arn = `arn:aws:iam::${accountId}:user/operator`;
  return { arn, callerArn: arn, policies: [everything] };
};

/**
 * The roles of a stack and their permissions, and the operator.
 *
 * @param onDenied is told who was not allowed what
 * @throws Error when a policy of the stack cannot be judged here
 */
export function iamOf(
  stack: SynthesizedStack,
  roles: readonly Role[],
  onDenied: (message: string) => void = () => undefined,
): Iam {
  const principals = new Principals(roles);
  principals.hold(localCredentials, operator(stack.accountId));
  const authorize = authorizer(stack.region, resourcePoliciesOf(stack), endpointPoliciesOf(stack));
  return {
    principals,
    authorize: (principal, access) => {
      const denial = authorize(principal, access);
      if (denial) onDenied(denialMessage(principal, denial));
      return denial;
    },
  };
}

/**
 * The refusal of a caller that may not do something; undefined for one that may.
 *
 * @param action e.g. `lambda:InvokeFunction`
 * @param resource an ARN
 */
export type DenialOf = (action: string, resource: string) => string | undefined;

/** Judges the holder of credentials. */
export const denialOf =
  ({ principals, authorize }: Iam, { accessKeyId }: Credentials): DenialOf =>
  (action, resource) => {
    const principal = principals.find(accessKeyId);
    if (!principal) throw new Error(`Nobody holds the access key ${accessKeyId}`);
    const denial = authorize(principal, { action, resource, context: {} });
    return denial && denialMessage(principal, denial);
  };
