import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expectedDeployment, fixedDeploymentKeys } from "../../workflow/deployment";
import { overrides, type Job } from "../../workflow/job";
import { limits } from "../../workflow/limits";
import type { ObjectRule, Rule } from "../../workflow/rules";
import { specRule } from "../../workflow/spec-rules";

type JsonSchema = Readonly<Record<string, unknown>>;

/** A row of the table of attributes: their names, and the description that they share. */
const documentedRow = /^\| (`[^|]+`) +\| ([^|]+?) +\|$/gm;

/** Descriptions of the attributes of a workflow spec, as docs/spec.md has them; those of an entry as `taskList[].taskName`. */
export const documentedAttributes: ReadonlyMap<string, string> = new Map(
  [...readFileSync(join(__dirname, "../../docs/spec.md"), "utf8").matchAll(documentedRow)].flatMap(
    ([, names = "", description = ""]) =>
      names.split(", ").map((name) => [name.replaceAll("`", ""), description] as const),
  ),
);

/**
 * A rule as JSON Schema, which counts characters where S3 and DynamoDB count bytes: it takes some long texts that the programs
 * refuse. Of a text's two patterns it takes the one.
 */
function schemaOf(rule: Rule): JsonSchema {
  switch (rule.type) {
    case "text":
      return {
        type: "string",
        ...(rule.maxBytes !== undefined && { minLength: 1, maxLength: rule.maxBytes }),
        ...(rule.matches && { pattern: rule.matches.source }),
      };
    case "whole":
      return { type: "integer", minimum: rule.minimum, maximum: rule.maximum };
    case "option":
      return rule.options.length > 0 ? { enum: rule.options } : {};
    case "offered":
      return { enum: [...new Set(Object.values(rule.offers).flat())].sort((a, b) => a - b) };
    case "texts":
      return { type: "array", minItems: 1, items: { type: "string" } };
    case "map":
      return {
        type: "object",
        propertyNames: { pattern: rule.names.matches?.source, not: { enum: rule.reserved } },
        additionalProperties: { type: "string" },
      };
    case "nested":
      return objectSchema(rule.of, ofEntries);
    case "list":
      return { type: "array", minItems: 1, items: objectSchema(rule.of, ofEntries) };
    case "variant":
      return { anyOf: Object.values(rule.of).map((kind) => objectSchema(kind, undefined, [rule.by])) };
  }
}

const ofEntries = "taskList[].";

/**
 * An object as JSON Schema.
 *
 * @param documentedAs what the names of its attributes begin with in the document. @default they are not in it
 * @throws Error when the document lacks one
 */
function objectSchema(
  { required, attributes, partners }: ObjectRule,
  documentedAs: string | undefined,
  more: readonly string[] = [],
): JsonSchema {
  const properties = Object.entries(attributes).map(([name, rule]) => {
    if (documentedAs === undefined) return [name, schemaOf(rule)] as const;
    const description = documentedAttributes.get(documentedAs + name);
    if (description === undefined) throw new Error(`docs/spec.md has no row for ${documentedAs}${name}`);
    return [name, { description, ...schemaOf(rule) }] as const;
  });
  return {
    type: "object",
    properties: Object.fromEntries(properties),
    required: [...more, ...required],
    ...(partners && {
      dependencies: Object.fromEntries(Object.entries(partners).map(([one, other]) => [other, [one]])),
    }),
    additionalProperties: false,
  };
}

/** A job that takes all there is. */
const anyJob: Job = { kind: "container", allowedOverrides: [...overrides] };

/** A list, or where in S3 it is, or the run whose list it is. */
const eitherList = {
  anyOf: ["taskList", "taskSource", "redriveOf"].map((name) => ({ required: [name] })),
  not: { required: ["taskList", "taskSource"] },
};

/** The JSON Schema of a workflow spec of any pattern, made of the rules that the programs check by. */
export function specJsonSchema(): JsonSchema {
  const rule = specRule({
    pattern: 2,
    deployment: expectedDeployment({}),
    maxTimeoutSeconds: limits.executionSeconds,
    job: anyJob,
  });
  // What a deployment has is not known here.
  const anyName: Rule = { type: "text", must: "", maxBytes: 300 };
  const attributes = {
    ...rule.attributes,
    ...Object.fromEntries(fixedDeploymentKeys.map((key) => [key, anyName])),
  };
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Workflow spec",
    ...objectSchema({ ...rule, attributes }, ""),
    ...eitherList,
  };
}
