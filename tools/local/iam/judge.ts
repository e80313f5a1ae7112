import type { Access } from "./access";
import { conditionsHold, matches, matchesArn } from "./conditions";
import type { Policy } from "./policy";

type Statement = Policy["Statement"][number];

/** The verdict of policies on an access: nothing is allowed that no statement allows, and a Deny wins. */
type Verdict = "allowed" | "explicitDeny" | "implicitDeny";

/**
 * Judges an access by policies that stand together, as those of one role do. IAM user guide, "Policy evaluation logic".
 *
 * @param policies from `parsePolicy`
 */
export function judge(policies: readonly Policy[], access: Access): Verdict {
  const effects = policies
    .flatMap(({ Statement }) => Statement)
    .filter((statement) => applies(statement, access))
    .map(({ Effect }) => Effect);
  if (effects.includes("Deny")) return "explicitDeny";
  return effects.includes("Allow") ? "allowed" : "implicitDeny";
}

const applies = ({ Action, NotAction, Resource, NotResource, Condition }: Statement, access: Access): boolean =>
  named(Action, NotAction, (pattern) => matches(pattern, access.action, { ignoreCase: true })) &&
  named(Resource, NotResource, (pattern) => matchesArn(pattern, access.resource)) &&
  conditionsHold(Condition, access.context);

const named = (
  these: readonly string[] | undefined,
  allButThese: readonly string[] | undefined,
  matching: (pattern: string) => boolean,
): boolean => (these ? these.some(matching) : !(allButThese ?? []).some(matching));

/** The maker of a request, by the names that a `Principal` element may use. */
interface Caller {
  readonly type: "AWS" | "Service";
  readonly names: readonly string[];
}

/** The verdict of a resource's policy, or a role's trust policy, on one caller. */
export const addressedTo = (policy: Policy, caller: Caller): Policy => ({
  ...policy,
  Statement: policy.Statement.filter(({ Principal }) => isMeant(Principal, caller)),
});

function isMeant(principal: Statement["Principal"], { type, names }: Caller): boolean {
  if (principal === undefined || principal === "*") return principal === "*";
  const meant = [...(principal["*"] ?? []), ...(principal[type] ?? [])];
  return meant.some((name) => name === "*" || names.includes(name));
}
