import type { Deployed } from "../deployed/deployed";
import { localCredentials } from "../program-environment";
import { authorizer, type Authorizer } from "./authorizer";
import { denialMessage } from "./denial";
import { parsePolicy } from "./policy";
import { Principals, type Credentials, type Principal } from "./principals";

/**
 * The refusal of a caller that may not do something; undefined for one that may.
 *
 * @param action e.g. `lambda:InvokeFunction`
 * @param resource an ARN
 */
export type DenialOf = (action: string, resource: string) => string | undefined;

/** Principals of an account and their permissions. */
export interface Iam {
  readonly principals: Principals;
  readonly authorize: Authorizer;
  /** Judges the holder of credentials. */
  readonly denialOf: (credentials: Credentials) => DenialOf;
}

const everything = parsePolicy(
  { Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] },
  "of the operator, who may do everything",
);

/** The person at this machine, who puts objects and reads tables. */
const operator = (accountId: string): Principal => {
  const arn = `arn:aws:iam::${accountId}:user/operator`;
  return { arn, callerArn: arn, policies: [everything] };
};

/**
 * The roles of an account and their permissions, as they are deployed now, and the operator.
 *
 * @param onDenied is told who was not allowed what
 */
export function iamOf(deployed: Deployed, onDenied: (message: string) => void = () => undefined): Iam {
  const principals = new Principals(deployed);
  principals.hold(localCredentials, operator(deployed.accountId));
  const judge = authorizer(deployed);
  const authorize: Authorizer = (principal, access) => {
    // By a role's policies of now, whenever it was assumed.
    const { policies } = deployed.roles.find(({ arn }) => arn === principal.arn) ?? principal;
    const denial = judge({ ...principal, policies }, access);
    if (denial) onDenied(denialMessage(principal, denial));
    return denial;
  };
  const denialOf: Iam["denialOf"] =
    ({ accessKeyId }) =>
    (action, resource) => {
      const principal = principals.find(accessKeyId);
      if (!principal) throw new Error(`Nobody holds the access key ${accessKeyId}`);
      const denial = authorize(principal, { action, resource, context: {} });
      return denial && denialMessage(principal, denial);
    };
  return { principals, authorize, denialOf };
}
