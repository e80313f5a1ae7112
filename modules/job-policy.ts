import { readFileSync } from "node:fs";
import * as v from "valibot";
import { inProject } from "./bundles/project-folder";
import type { Statement } from "./service-role";

const oneOrMore = v.union([
  v.pipe(
    v.string(),
    v.transform((text) => [text]),
  ),
  v.pipe(v.array(v.string()), v.nonEmpty()),
]);
const action = v.pipe(
  oneOrMore,
  v.everyItem(
    (text) => /^[a-z0-9-]+:[\w*?]+$/.test(text),
    'must be actions with their service, such as "sqs:SendMessage"',
  ),
);

/** Elements that a statement may have here. IAM user guide, "IAM JSON policy elements reference". */
const statementSchema = v.strictObject({
  Sid: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9]+$/, "must be letters and digits"))),
  Effect: v.picklist(["Allow", "Deny"]),
  Action: action,
  Resource: oneOrMore,
  Condition: v.optional(v.record(v.string(), v.record(v.string(), oneOrMore))),
});

const policySchema = v.strictObject({
  Version: v.literal("2012-10-17"),
  Statement: v.pipe(v.array(statementSchema), v.nonEmpty()),
});

/** Terraform takes `${…}` for an expression of its own; hashicorp/aws, data source aws_iam_policy_document: "use &{...}". */
const variables = (text: string): string => text.replaceAll("${", "&{");

/**
 * Reads what a job may do from a policy document of IAM, in JSON.
 *
 * @param file from the project's folder
 * @throws Error when it cannot be read, or has something else in it than statements about actions and resources
 */
export function jobStatements(file: string): Statement[] {
  const policy = v.safeParse(v.pipe(v.string(), v.parseJson(), policySchema), readFileSync(inProject(file), "utf8"));
  if (policy.success) return policy.output.Statement.map(statementOf);
  throw new Error(
    policy.issues.map((issue) => [v.getDotPath(issue), issue.message].filter(Boolean).join(": ")).join("; "),
  );
}

const statementOf = ({
  Sid,
  Effect,
  Action,
  Resource,
  Condition = {},
}: v.InferOutput<typeof statementSchema>): Statement => ({
  ...(Sid !== undefined && { sid: Sid }),
  effect: Effect,
  actions: Action,
  resources: Resource.map(variables),
  ...(Object.keys(Condition).length > 0 && {
    condition: Object.entries(Condition).flatMap(([test, keys]) =>
      Object.entries(keys).map(([variable, values]) => ({ test, variable, values: values.map(variables) })),
    ),
  }),
});
