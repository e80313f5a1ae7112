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

const equalIgnoringCase = (wanted: string, actual: string): boolean => wanted.toLowerCase() === actual.toLowerCase();

const comparisons: Readonly<Record<string, (wanted: string, actual: string) => boolean>> = {
  StringEquals: (wanted, actual) => wanted === actual,
  StringEqualsIgnoreCase: equalIgnoringCase,
  StringLike: matches,
  ArnEquals: matchesArn,
  ArnLike: matchesArn,
  Bool: equalIgnoringCase,
};

/**
 * An operator by its name; undefined for one that is not known here. IAM user guide, "IAM JSON policy elements: Condition
 * operators", and "Single-valued vs. multivalued context keys": ForAllValues "also returns true if there are no context keys in the
 * request".
 */
function operatorOf(name: string) {
  const [, forAllValues, type = "", not, kind = "", ifExists] =
    /^(ForAllValues:)?(Bool|String|Arn)(Not)?(\w*?)(IfExists)?$/.exec(name) ?? [];
  const compare = comparisons[`${type}${kind}`];
  if (!compare || (type === "Bool" && not) || (forAllValues && ifExists)) return undefined;
  // A negated one holds when no value does.
  return {
    compare,
    negated: not !== undefined,
    holdsWhenAbsent: Boolean(not ?? forAllValues ?? ifExists),
    forAllValues,
  };
}

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
      v.check((name) => operatorOf(name) !== undefined, "is a condition operator that is not known here"),
    ),
    v.record(v.picklist(conditionKeys, "is a condition key that is not known here"), values),
  ),
  v.check(
    (tests) =>
      Object.entries(tests).every(([name, keys]) =>
        Object.keys(keys).every((key) => Boolean(operatorOf(name)?.forAllValues) === multivalued.has(key)),
      ),
    "ForAllValues is for keys that can have several values, and they need it",
  ),
);

function holds(operatorName: string, wanted: readonly string[], actual: Context[string] | undefined): boolean {
  const operator = operatorOf(operatorName);
  if (!operator) throw new Error(`The condition operator ${operatorName} is not known here`);
  const { compare, negated, holdsWhenAbsent } = operator;
  if (actual === undefined) return holdsWhenAbsent;
  return [actual].flat().every((one) => wanted.some((value) => compare(value, one)) !== negated);
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
