import { textOf, type Json, type JsonObject } from "../json";

/** One statement of an IAM policy, as IAM's JSON has it. */
type PolicyStatement = Readonly<Record<string, Json>>;

const asList = (value: Json | undefined): readonly Json[] =>
  value === undefined || value === null ? [] : [value].flat();

const asObjects = (value: Json | undefined) => asList(value) as readonly JsonObject[];

/** Terraform's arguments of a statement that are lists in IAM's JSON too, and what they are called there. */
const lists = {
  actions: "Action",
  not_actions: "NotAction",
  resources: "Resource",
  not_resources: "NotResource",
} as const;

const principals = (blocks: readonly JsonObject[]): JsonObject =>
  Object.fromEntries(blocks.map(({ type, identifiers }) => [textOf(type), identifiers ?? []]));

function conditions(blocks: readonly JsonObject[]): JsonObject {
  const operators: Record<string, Record<string, Json>> = {};
  for (const { test, variable, values } of blocks) (operators[textOf(test)] ??= {})[textOf(variable)] = values ?? [];
  return operators;
}

const statement = (block: JsonObject): PolicyStatement => ({
  ...(block["sid"] === undefined ? {} : { Sid: block["sid"] }),
  Effect: block["effect"] ?? "Allow",
  ...Object.fromEntries(
    Object.entries(lists).flatMap(([argument, name]) => {
      const values = block[argument];
      return values === undefined ? [] : [[name, values]];
    }),
  ),
  ...(block["principals"] === undefined ? {} : { Principal: principals(asObjects(block["principals"])) }),
  ...(block["condition"] === undefined ? {} : { Condition: conditions(asObjects(block["condition"])) }),
});

/** The policy that an `aws_iam_policy_document` stands for: its `json`. */
export const policyDocument = (block: JsonObject) => ({
  Version: block["version"] ?? "2012-10-17",
  Statement: asObjects(block["statement"]).map(statement),
});
