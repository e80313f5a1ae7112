import type { Command } from "commander";
import { InvalidWorkflowSpec } from "../../workflow/errors";
import { describeMisfit, misfits, predictFit, type Figure, type FigureName } from "../../workflow/fit";
import type { Pattern } from "../../workflow/history-events";
import { parseWorkflowSpec } from "../../workflow/spec";
import { readJson } from "../files";
import { command, type CommonOptions } from "../options";
import type { DeployedStack } from "../outputs";
import { stacksOrPlaceholders } from "../placeholder";
import { table, type Column } from "../table";
import type { Terminal } from "../terminal";

/** What `check` says of a spec in one pattern. */
export interface CheckedPattern {
  readonly pattern: Pattern;
  readonly fits: boolean;
  /** What keeps it from being started, with paths. */
  readonly faults: readonly string[];
  /** What keeps it from succeeding, by the quotas that an account has when it is new. */
  readonly warnings: readonly string[];
  /** Absent when the spec is none. */
  readonly figures?: Readonly<Record<FigureName, Figure>>;
}

/** What `check --json` prints. */
export interface Check {
  /** True when at least one of the patterns asked for takes the spec. */
  readonly fits: boolean;
  /** False when the values of the deployment were made up. */
  readonly deployed: boolean;
  readonly patterns: readonly CheckedPattern[];
}

function checkPattern(input: unknown, { pattern, deployment, maxTimeoutSeconds }: DeployedStack): CheckedPattern {
  try {
    const spec = parseWorkflowSpec(input, deployment, maxTimeoutSeconds, pattern);
    const figures = predictFit({ input, spec, pattern, maxTimeoutSeconds });
    const warnings = misfits(figures).map(([, figure]) => describeMisfit(figure));
    return { pattern, fits: warnings.length === 0, faults: [], warnings, figures };
  } catch (error) {
    if (!(error instanceof InvalidWorkflowSpec)) throw error;
    return { pattern, fits: false, faults: error.faults, warnings: [] };
  }
}

/** Checks a spec, before anything starts, by the rules that the launcher goes by. */
export function check(input: unknown, options: Pick<CommonOptions, "outputs" | "pattern">): Check {
  const { deployed, stacks } = stacksOrPlaceholders(input, options);
  const checked = stacks.map((stack) => checkPattern(input, stack));
  return { fits: checked.some(({ fits }) => fits), deployed, patterns: checked };
}

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

const figureColumns: readonly Column<Figure>[] = [
  { heading: "What", cell: ({ what }) => what },
  { heading: "Needs", cell: ({ value }) => whole.format(value), align: "right" },
  { heading: "Of at most", cell: ({ limit }) => whole.format(limit), align: "right" },
  { heading: "", cell: ({ unit }) => unit },
];

function describePattern({ pattern, fits, faults, warnings, figures }: CheckedPattern): string {
  const verdict = fits
    ? "fits"
    : faults.length > 0
      ? "does not fit, it would be refused"
      : "can start, but hardly end well";
  return [
    `Pattern ${pattern}: ${verdict}`,
    ...[...faults, ...warnings].map((fault) => `- ${fault}`),
    ...(figures ? [table(figureColumns, Object.values(figures))] : []),
  ].join("\n");
}

function describeChoice({ patterns: checked }: Check): string {
  const fitting = checked.filter(({ fits }) => fits).map(({ pattern }) => `pattern ${pattern}`);
  return fitting.length > 0 ? `It fits ${fitting.join(" and ")}.` : "It fits none. Nothing was started.";
}

const placeholderNote =
  "No outputs file: checked against a deployment of the default settings. Name one with --outputs FILE.";

/** The command `check`. */
export const checkCommand = ({ out }: Terminal): Command =>
  command("check", "Says before anything starts whether a workflow spec fits, and which pattern takes it.", [
    "check specs.json",
    "check specs.json --pattern 2 --outputs outputs.json",
    "check specs.json --json",
  ])
    .argument("<spec>", "file with the spec; - is standard input")
    .action((file: string, options: CommonOptions) => {
      const result = check(readJson(file), options);
      process.exitCode = result.fits ? 0 : 1;
      if (options.json) {
        out(JSON.stringify(result, undefined, 2));
        return;
      }
      const notes = result.deployed ? [] : [placeholderNote];
      out([...notes, ...result.patterns.map(describePattern), describeChoice(result)].join("\n\n"));
    });
