import * as v from "valibot";
import { condition, conditionsHold, listOf, matches, matchesArn, text, type Context } from "./conditions";

/** A policy as IAM's JSON has it, every list written as one. Made by `parsePolicy` alone. */
export type Policy = v.InferOutput<typeof policySchema>;

const texts = listOf(text);

const principal = v.union([v.literal("*"), v.record(v.picklist(["*", "AWS", "Service"]), texts)]);

const statementSchema = v.pipe(
  v.strictObject({
    Sid: v.optional(v.string()),
    Effect: v.picklist(["Allow", "Deny"]),
    Principal: v.optional(principal),
    Action: texts,
    Resource: v.optional(texts),
    Condition: v.optional(condition, {}),
  }),
  // A trust policy's resource is the role it belongs to.
  v.check(({ Principal, Resource }) => Principal !== undefined || Resource !== undefined, "needs a Resource"),
);

type Statement = v.InferOutput<typeof statementSchema>;

const policySchema = v.object({
  Version: v.optional(v.string()),
  Id: v.optional(v.string()),
  Statement: listOf(statementSchema),
});

/**
 * Reads a policy document, and refuses what could not be judged here.
 *
 * @param document parsed JSON
 * @param name what the document is called in the error
 * @throws Error with each fault and its place
 */
export function parsePolicy(document: unknown, name: string): Policy {
  const result = v.safeParse(policySchema, document);
  if (result.success) return result.output;
  const faults = result.issues.map((issue) => `${v.getDotPath(issue) ?? "document"}: ${issue.message}`);
  throw new Error(`The policy ${name} cannot be judged here.\n${faults.join("\n")}`);
}

/** One action on one resource, which a caller is allowed or not. */
export interface Access {
  /** E.g. `dynamodb:PutItem`. */
  readonly action: string;
  /** An ARN, or `*` for an action without resources. */
  readonly resource: string;
  readonly context: Context;
}

/** The verdict of policies on an access: nothing is allowed that no statement allows, and a Deny wins. */
type Verdict = "allowed" | "explicitDeny" | "implicitDeny";

/**
 * Judges an access by policies that stand together, as those of one role do. IAM user guide, "Policy evaluation logic".
 *
 * @param caller whom statements of a resource's policy, or of a role's trust policy, must be about
 */
export function judge(policies: readonly Policy[], access: Access, caller?: Caller): Verdict {
  const effects = policies
    .flatMap(({ Statement }) => Statement)
    .filter((statement) => applies(statement, access) && (!caller || isMeant(statement.Principal, caller)))
    .map(({ Effect }) => Effect);
  if (effects.includes("Deny")) return "explicitDeny";
  return effects.includes("Allow") ? "allowed" : "implicitDeny";
}

const applies = ({ Action, Resource = ["*"], Condition }: Statement, access: Access): boolean =>
  Action.some((pattern) => matches(pattern, access.action, { ignoreCase: true })) &&
  Resource.some((pattern) => matchesArn(pattern, access.resource)) &&
  conditionsHold(Condition, access.context);

/** The maker of a request, by the names that a `Principal` element may use. */
interface Caller {
  readonly type: "AWS" | "Service";
  readonly names: readonly string[];
}

function isMeant(principal: Statement["Principal"], { type, names }: Caller): boolean {
  if (principal === undefined || principal === "*") return principal === "*";
  const meant = [...(principal["*"] ?? []), ...(principal[type] ?? [])];
  return meant.some((name) => name === "*" || names.includes(name));
}
