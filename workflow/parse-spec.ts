import type { Deployment } from "./deployment";
import { InvalidWorkflowSpec } from "./errors";
import { patterns, type Pattern } from "./history-events";
import { parseListedSpec } from "./listed-spec";
import { parseSourceSpec, type CompleteSourceSpec } from "./source-spec";
import { parseWorkflowSpec, type CompleteWorkflowSpec } from "./spec";

/** The attributes of a spec that can hold its list, or say where it is. */
const listAttributes = ["taskList", "taskSource"] as const;
type ListAttribute = (typeof listAttributes)[number];

/** Where each pattern takes its list from. */
const takenLists: Readonly<Record<Pattern, readonly [ListAttribute, ...ListAttribute[]]>> = {
  1: ["taskList", "taskSource"],
  2: ["taskList"],
  3: ["taskSource"],
};

/** A spec of either kind, with everything in it that the deployment filled in. */
export type CompleteSpec = CompleteWorkflowSpec | CompleteSourceSpec;

/** True for a spec whose list lies in S3. */
export const hasSource = <Spec extends object>(spec: Spec): spec is Extract<Spec, { readonly taskSource: unknown }> =>
  "taskSource" in spec;

/** True for a pattern whose runs may have their list in S3. */
export const takesSource = (pattern: Pattern): boolean => takenLists[pattern].includes("taskSource");

/** The attribute of an input that says what its list is; undefined when it has neither. */
const listAttributeOf = (input: unknown): ListAttribute | undefined =>
  listAttributes.findLast((name) => typeof input === "object" && input !== null && name in input);

/** Why a pattern does not take a spec's kind of list. Undefined when it does, or there is none. */
function misplacedList(input: unknown, pattern: Pattern): string | undefined {
  const given = listAttributeOf(input);
  if (given === undefined || takenLists[pattern].includes(given)) return undefined;
  const others = patterns.filter((other) => takenLists[other].includes(given)).join(" and ");
  return `${given}: pattern ${pattern} takes ${takenLists[pattern].join(" or ")}; ${given} is for pattern ${others}`;
}

/** True unless a spec's kind of list is one that the pattern does not take. */
export const takesListOf = (input: unknown, pattern: Pattern): boolean => misplacedList(input, pattern) === undefined;

/**
 * Checks a spec as a whole by the kind of its list, and fills in what the deployment knows.
 *
 * @param input what somebody wants to start a workflow with: any JSON value
 * @param maxTimeoutSeconds the longest `timeoutSeconds` that the deployment allows
 * @throws InvalidWorkflowSpec with one line for each fault found
 */
export function parseSpec(
  input: unknown,
  deployment: Deployment,
  maxTimeoutSeconds: number,
  pattern: Pattern,
): CompleteSpec {
  const misplaced = misplacedList(input, pattern);
  if (misplaced !== undefined) throw new InvalidWorkflowSpec([misplaced]);
  if ((listAttributeOf(input) ?? takenLists[pattern][0]) === "taskList")
    return parseWorkflowSpec(input, deployment, maxTimeoutSeconds, pattern);
  const parse = pattern === 1 ? parseListedSpec : parseSourceSpec;
  return parse(input, deployment, maxTimeoutSeconds);
}
