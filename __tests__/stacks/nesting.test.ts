import jsonata from "jsonata";
import { pattern1Definition } from "../../stacks/pattern-1/definition";
import { pattern2Definition } from "../../stacks/pattern-2/definition";
import { overrides, spotDefaults } from "../../workflow/job";
import { deployment } from "../support/deployment";

/** The deepest nesting that Step Functions evaluates, which its documents do not say: measured in AWS, floci-io/floci issue 2737. */
const deepest = 100;

const definitions = [
  pattern1Definition({ launcherArn: "launcher", monitorArn: "monitor", maxTimeoutSeconds: 3_600 }),
  pattern2Definition({
    deployment,
    clusterArn: "cluster",
    monitorArn: "monitor",
    maxTimeoutSeconds: 3_600,
    // With every rule that there is.
    job: { kind: "container", allowedOverrides: [...overrides], secretNames: ["TOKEN"], taskDefaults: spotDefaults },
    launchConcurrency: 20,
    toleratedLaunchFailurePercentage: 10,
    retentionDays: 30,
  }),
];

/** Every expression in a value. */
function expressionsIn(value: unknown): string[] {
  if (typeof value === "string") return value.startsWith("{%") ? [value.slice(2, -2)] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(expressionsIn) : [];
}

/** Number of expressions within each other: a function that is called by its name is evaluated within the call. */
function nestingOf(expression: string): number {
  const functions = new Map<unknown, object>();
  const nesting = (node: unknown): number => {
    if (typeof node !== "object" || node === null) return 0;
    const { type, lhs, rhs, procedure } = node as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    if (lhs !== undefined && rhs?.["type"] === "lambda") functions.set(lhs["value"], rhs);
    const called = functions.get(procedure?.["value"]);
    const inner = Object.values(node).filter((part) => part !== procedure);
    return Number(type !== undefined) + Math.max(0, ...[...inner, called].map(nesting));
  };
  return nesting(jsonata(expression).ast());
}

describe("Given the expressions of both patterns", () => {
  it("When they are evaluated, then they are nested no deeper than Step Functions takes", () => {
    const expressions = [...new Set(definitions.flatMap(expressionsIn))];
    expect(expressions.length).toBeGreaterThan(50);
    expect(Math.max(...expressions.map(nestingOf))).toBeLessThan(deepest);
  });
});
