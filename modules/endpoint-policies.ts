import type { DataAwsIamPolicyDocumentStatementCondition } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { Statement } from "./service-role";
import type { Target } from "./target";

const anyone = [{ type: "*", identifiers: ["*"] }];

/**
 * Policy of an endpoint: what the roles in the VPC may do with its service, and by this account alone. So credentials
 * of another account cannot carry data out of the VPC. Nothing for a service that no role calls.
 *
 * @param service of the endpoint, e.g. `ecr.api`
 * @param statements all that roles in the VPC may do, of any service
 */
export function endpointPolicy(
  service: string,
  { region, accountId }: Target,
  statements: readonly Statement[],
): Statement[] {
  const own = merged(statements.flatMap((statement) => ofService(statement, service))).map((statement) =>
    by(accountId, statement),
  );
  return service === "s3" ? [...own, pullLayers(region)] : own;
}

/** Prefixes of a service's actions. Passing a role is part of a call of ECS. */
const actionPrefixes = (service: string): readonly string[] => {
  const [prefix = ""] = service.split(".");
  return prefix === "ecs" ? ["ecs", "iam"] : [prefix];
};

/** The part of a statement that is about a service. */
function ofService(statement: Statement, service: string): Statement[] {
  const prefixes = actionPrefixes(service);
  const actions = (statement.actions ?? []).filter((action) => prefixes.includes(action.split(":")[0] ?? ""));
  return actions.length > 0 ? [{ ...statement, actions }] : [];
}

/** Statements about the same resources on the same conditions as one, with each action once. */
function merged(statements: readonly Statement[]): Statement[] {
  const byScope = new Map<string, Statement>();
  for (const statement of statements) {
    const scope = JSON.stringify([statement.effect, statement.resources, statement.condition]);
    const before = byScope.get(scope) ?? statement;
    const actions = [...new Set([...(before.actions ?? []), ...(statement.actions ?? [])])];
    byScope.set(scope, { ...before, actions });
  }
  return [...byScope.values()];
}

function by(accountId: string, statement: Statement): Statement {
  const given = (statement.condition ?? []) as readonly DataAwsIamPolicyDocumentStatementCondition[];
  const account = { test: "StringEquals", variable: "aws:PrincipalAccount", values: [accountId] };
  return { ...statement, principals: anyone, condition: [...given, account] };
}

/**
 * ECR keeps the layers of images in a bucket of its own and hands out signed addresses in it. ECR user guide, "Amazon ECR
 * interface VPC endpoints", "Minimum Amazon S3 bucket permissions".
 */
const pullLayers = (region: string): Statement => ({
  sid: "PullLayers",
  principals: anyone,
  actions: ["s3:GetObject"],
  resources: [`arn:aws:s3:::prod-${region}-starport-layer-bucket/*`],
});
