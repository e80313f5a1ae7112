import { InvalidArgumentError } from "commander";
import { patterns, type Pattern } from "../../workflow/deployment";

/** The value of an option that is a pattern. @throws InvalidArgumentError */
export function patternOf(text: string): Pattern {
  const pattern = patterns.find((one) => String(one) === text);
  if (pattern === undefined) throw new InvalidArgumentError(`It must be ${patterns.join(" or ")}.`);
  return pattern;
}

/** The value of an option that is a whole number, at least 1. @throws InvalidArgumentError */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError("It must be a whole number, at least 1.");
}
