import * as v from "valibot";

/**
 * Values of condition keys, e.g. `ecs:cluster`; a list of values for a key that can have several. A key that AWS would leave out
 * of such a request is absent.
 */
export type Context = Readonly<Record<string, string | readonly string[]>>;

const quoted = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** True when `text` is what `pattern` says, where `*` stands for any characters and `?` for one. */
export const matches = (pattern: string, text: string, { ignoreCase = false } = {}): boolean =>
  new RegExp(`^${quoted(pattern).replaceAll("\\*", ".*").replaceAll("\\?", ".")}$`, ignoreCase ? "is" : "s").test(text);

/** The six parts of an ARN; the last may have colons. */
const partsOf = (arn: string): string[] => {
  const parts = arn.split(":");
  return [...parts.slice(0, 5), parts.slice(5).join(":")];
};

/**
 * True when `arn` is what `pattern` says. Each part of an ARN is compared with its own pattern: no `*` reaches over a
 * colon, but for the pattern `*`, which is any ARN. IAM user guide, "ARN condition operators" and "Resource".
 */
export function matchesArn(pattern: string, arn: string): boolean {
  if (pattern === "*") return true;
  const parts = partsOf(arn);
  return partsOf(pattern).every((part, index) => matches(part, parts[index] ?? ""));
}

/** Condition keys that requests here have as AWS would: the others would seem absent, and are refused. */
const conditionKeys = [
  "aws:PrincipalAccount",
  "aws:PrincipalArn",
  "aws:RequestedRegion",
  "aws:SecureTransport",
  "aws:SourceAccount",
  "aws:SourceArn",
  "ecs:auto-assign-public-ip",
  "ecs:cluster",
  "ecs:subnet",
  "iam:PassedToService",
  // Of calls of KMS alone, which nothing here makes: services make them in AWS.
  "kms:ViaService",
  "lambda:SourceFunctionArn",
] as const;

/** Those that can have several values: `ArrayOf…` in the Service authorization reference. */
const multivalued: ReadonlySet<string> = new Set(["ecs:subnet"]);

interface Operator {
  readonly compare: (wanted: string, actual: string) => boolean;
  readonly holdsWhenAbsent?: boolean;
}

const equal: Operator["compare"] = (wanted, actual) => wanted === actual;
const equalIgnoringCase: Operator["compare"] = (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase();

/** IAM user guide, "IAM JSON policy elements: Condition operators": those of the policies here, and the commonest of a job's own. */
const operators: Readonly<Record<string, Operator>> = {
  ArnEquals: { compare: matchesArn },
  ArnLike: { compare: matchesArn },
  Bool: { compare: equalIgnoringCase },
  BoolIfExists: { compare: equalIgnoringCase, holdsWhenAbsent: true },
  // "Single-valued vs. multivalued context keys": it "also returns true if there are no context keys in the request".
  "ForAllValues:StringEquals": { compare: equal, holdsWhenAbsent: true },
  StringEquals: { compare: equal },
  StringLike: { compare: matches },
};

/** One or several of something, as a list. */
export const listOf = <Schema extends v.GenericSchema>(schema: Schema) =>
  v.pipe(
    v.unknown(),
    v.transform((value) => [value].flat()),
    v.array(schema),
  );

/** Text of a policy. Policy variables depend on who asks; no policy here should. */
export const text = v.pipe(
  v.string(),
  v.check((value) => !value.includes("${"), "policy variables are not known here"),
);

const values = v.pipe(
  listOf(v.union([text, v.number(), v.boolean()])),
  v.transform((list) => list.map(String)),
);

/** The `Condition` of a statement, every list of values written as one; refuses what could not be judged here. */
export const condition = v.pipe(
  v.record(
    v.pipe(
      v.string(),
      v.check((name) => Object.hasOwn(operators, name), "is a condition operator that is not known here"),
    ),
    v.record(v.picklist(conditionKeys, "is a condition key that is not known here"), values),
  ),
  v.check(
    (tests) =>
      Object.entries(tests).every(([name, keys]) =>
        Object.keys(keys).every((key) => name.startsWith("ForAllValues:") === multivalued.has(key)),
      ),
    "ForAllValues is for keys that can have several values, and they need it",
  ),
);

function holds(operator: string, wanted: readonly string[], actual: Context[string] | undefined): boolean {
  const { compare, holdsWhenAbsent = false } = operators[operator] as Operator;
  if (actual === undefined) return holdsWhenAbsent;
  return [actual].flat().every((one) => wanted.some((value) => compare(value, one)));
}

/** True when every operator holds for every key it names. */
export const conditionsHold = (
  condition: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>,
  context: Context,
): boolean =>
  Object.entries(condition).every(([operator, keys]) =>
    // Condition keys are not case-sensitive; those of a parsed policy are spelt as here.
    Object.entries(keys).every(([key, wanted]) => holds(operator, wanted, context[key])),
  );
