import { toJsonSchema, type JsonSchema } from "@valibot/to-json-schema";
import { strictObject } from "valibot";
import { sourceSpecSchema } from "../../workflow/source-spec";
import { workflowSpecSchema } from "../../workflow/spec";
import { specDocs, taskEntryDocs } from "./spec-docs";

type Properties = Record<string, JsonSchema>;

const described = (properties: Properties, docs: Readonly<Record<string, string>>): Properties =>
  Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, { description: docs[name] ?? "", ...schema }]),
  );

/** Rules that JSON Schema has under another name: it counts characters and knows no flags of a pattern. */
const rules: Readonly<Record<string, (requirement: unknown) => JsonSchema>> = {
  max_bytes: (bytes) => ({ maxLength: bytes as number }),
  regex: (pattern) => ({ pattern: (pattern as RegExp).source }),
};

/** Every attribute that a spec of some pattern may have. */
const everySpec = strictObject({ ...sourceSpecSchema.entries, ...workflowSpecSchema.entries });

/** A list, or where in S3 it is, or the run whose list it is. */
const eitherList = {
  anyOf: ["taskList", "taskSource", "redriveOf"].map((name) => ({ required: [name] })),
  not: { required: ["taskList", "taskSource"] },
};

/**
 * The JSON Schema of a workflow spec of any pattern, made from the schemas that the programs check with. JSON Schema counts characters
 * where S3 and DynamoDB count bytes, so it takes some long texts that the programs refuse.
 */
export function specJsonSchema(): JsonSchema {
  const schema = toJsonSchema(everySpec, {
    typeMode: "input",
    overrideAction: ({ valibotAction: action, jsonSchema }) =>
      action.type in rules
        ? { ...jsonSchema, ...rules[action.type]?.((action as unknown as { requirement: unknown }).requirement) }
        : undefined,
  });
  const properties = described(schema.properties as Properties, specDocs);
  const list = properties["taskList"] ?? {};
  const entry = list.items as JsonSchema;
  const items = { ...entry, properties: described(entry.properties as Properties, taskEntryDocs) };
  return {
    ...schema,
    required: [],
    ...eitherList,
    title: "Workflow spec",
    properties: { ...properties, taskList: { ...list, items } },
  };
}
