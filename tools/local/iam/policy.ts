import * as v from "valibot";
import { condition, listOf, text } from "./conditions";

/** A policy as IAM's JSON has it, every list written as one. Made by `parsePolicy` alone. */
export type Policy = v.InferOutput<typeof policySchema>;

const texts = listOf(text);

const principal = v.union([v.literal("*"), v.record(v.picklist(["*", "AWS", "Service"]), texts)]);

const statementSchema = v.pipe(
  v.strictObject({
    Sid: v.optional(v.string()),
    Effect: v.picklist(["Allow", "Deny"]),
    Principal: v.optional(principal),
    Action: v.optional(texts),
    NotAction: v.optional(texts),
    Resource: v.optional(texts),
    NotResource: v.optional(texts),
    Condition: v.optional(condition, {}),
  }),
  v.check(({ Action, NotAction }) => !Action !== !NotAction, "needs either Action or NotAction"),
  // A trust policy's resource is the role it belongs to.
  v.check(
    ({ Principal, Resource, NotResource }) => Principal !== undefined || !Resource !== !NotResource,
    "needs either Resource or NotResource",
  ),
);

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
