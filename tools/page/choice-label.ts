import type { ChoiceRule } from "./definition";

const signs: readonly (readonly [suffix: RegExp, sign: string])[] = [
  [/GreaterThanEquals(Path)?$/, "≥"],
  [/LessThanEquals(Path)?$/, "≤"],
  [/GreaterThan(Path)?$/, ">"],
  [/LessThan(Path)?$/, "<"],
  [/Equals(Path)?$/, "="],
  [/Matches$/, "matches"],
];

/** More conditions than these are counted, not listed. */
const listedAtMost = 2;

/** A rule in few words: `continue`, `launch.tasks[0] is there`, `count ≠ 3`, `12 checks hold`. */
export function choiceLabel({ Comment, And, Or, Not, Variable = "", ...rest }: ChoiceRule): string {
  if (Comment !== undefined) return Comment;
  if (And) return And.length > listedAtMost ? `${And.length} checks hold` : And.map(choiceLabel).join(" and ");
  if (Or) return Or.map(choiceLabel).join(" or ");
  if (Not) return negated(choiceLabel(Not));
  const [name = "", value] = Object.entries(rest).find(([key]) => key !== "Next") ?? [];
  return comparison(shortPath(Variable), name, value);
}

const negated = (label: string): string => {
  const opposite = opposites.find(([sign]) => label.includes(sign));
  return opposite ? label.replace(opposite[0], opposite[1]) : `not ${label}`;
};

const opposites = [
  [" = ", " ≠ "],
  [" is ", " is not "],
] as const;

const comparison = (variable: string, name: string, value: unknown): string => {
  if (name === "BooleanEquals") return value === true ? variable : `not ${variable}`;
  if (name.startsWith("Is")) return `${variable} is ${value === true ? "" : "not "}${kindOf(name)}`;
  const sign = signs.find(([suffix]) => suffix.test(name))?.[1] ?? name;
  return `${variable} ${sign} ${name.endsWith("Path") ? shortPath(String(value)) : JSON.stringify(value)}`;
};

const kindOf = (name: string): string => (name === "IsPresent" ? "there" : `a ${name.slice(2).toLowerCase()}`);

// What all paths begin with says nothing.
const shortPath = (path: string): string => path.replace(/^\$\.(iterator\.)?/, "");
