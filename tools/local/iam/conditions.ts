import type { Context } from "./access";
import { matches, matchesArn } from "./matching";

/** Condition keys that requests here have as AWS would: the others would seem absent, and are refused. */
export const conditionKeys = [
  "aws:PrincipalAccount",
  "aws:PrincipalArn",
  "aws:RequestedRegion",
  "aws:SecureTransport",
  "ecs:cluster",
  "iam:PassedToService",
  // Of calls of KMS alone, which nothing here makes: services make them in AWS.
  "kms:ViaService",
] as const;

type Comparison = (wanted: string, actual: string) => boolean;

interface Operator {
  readonly compare: Comparison;
  /** Holds when no value does, or there is none. */
  readonly negated: boolean;
  readonly holdsWhenAbsent: boolean;
}

const equalIgnoringCase: Comparison = (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase();

const comparisons: Readonly<Record<string, Comparison>> = {
  StringEquals: (wanted, actual) => wanted === actual,
  StringEqualsIgnoreCase: equalIgnoringCase,
  StringLike: matches,
  ArnEquals: matchesArn,
  ArnLike: matchesArn,
  Bool: equalIgnoringCase,
};

const negatedName = (name: string): string => name.replace(/^(String|Arn)/, "$1Not");

const pairs = Object.entries(comparisons).flatMap(([name, compare]): [string, Operator][] => [
  [name, { compare, negated: false, holdsWhenAbsent: false }],
  ...(name === "Bool"
    ? []
    : [[negatedName(name), { compare, negated: true, holdsWhenAbsent: true }] as [string, Operator]]),
]);

/** IAM user guide, "IAM JSON policy elements: Condition operators". */
export const operators: Readonly<Record<string, Operator>> = Object.fromEntries(
  pairs.flatMap(([name, operator]) => [
    [name, operator],
    [`${name}IfExists`, { ...operator, holdsWhenAbsent: true }],
  ]),
);

function holds(operatorName: string, wanted: readonly string[], actual: string | undefined): boolean {
  const operator = operators[operatorName];
  if (!operator) throw new Error(`The condition operator ${operatorName} is not known here`);
  const { compare, negated, holdsWhenAbsent } = operator;
  if (actual === undefined) return holdsWhenAbsent;
  return wanted.some((value) => compare(value, actual)) !== negated;
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
