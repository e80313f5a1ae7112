import type { Command } from "commander";
import {
  defaultSettings,
  expectedDeployment,
  fixedDeploymentKeys,
  patterns,
  type Deployment,
  type Pattern,
} from "../../../workflow/deployment";
import { copyJob } from "../../../workflow/job";
import { checkSpec, type CheckedPattern } from "../check/check-spec";
import { readJson } from "../files";
import { command, type CommonOptions } from "../options";
import { readDeployedStacks, type DeployedStack } from "../outputs";
import { present, type Terminal } from "../terminal";

/**
 * A stack that could be deployed, for a spec that is checked before anything is. What that, any JSON value, says of its deployment is
 * believed: nobody knows better.
 */
function expectedStack(pattern: Pattern, spec: unknown): DeployedStack {
  const said = new Map(Object.entries(spec ?? {}) as [string, unknown][]);
  const believed = fixedDeploymentKeys
    .map((key) => [key, said.get(key)])
    .filter(([, value]) => value && typeof value === "string");
  return {
    pattern,
    deployment: expectedDeployment(Object.fromEntries(believed) as Partial<Deployment>),
    stateMachineArn: "",
    maxTimeoutSeconds: defaultSettings.maxTimeoutSeconds,
    retentionDays: 0,
    job: copyJob,
  };
}

/** Result of `check --json`. */
export interface Check {
  /** True when at least one of the patterns asked for takes the spec. */
  readonly fits: boolean;
  /** False when the values of the deployment were made up. */
  readonly deployed: boolean;
  readonly patterns: readonly CheckedPattern[];
}

interface CheckOptions extends CommonOptions {
  readonly list?: string;
}

/** Checks a spec, before anything starts, by the rules that a workflow's start goes by. */
async function check(input: unknown, { list: file, ...options }: CheckOptions): Promise<Check> {
  const found = readDeployedStacks(options);
  const deployed = found.length > 0;
  const asked = options.pattern === undefined ? patterns : [options.pattern];
  const stacks = deployed ? found : asked.map((pattern) => expectedStack(pattern, input));
  const checked = await Promise.all(stacks.map((stack) => checkSpec(input, stack, { file, deployed })));
  return { fits: checked.some(({ fits }) => fits), deployed, patterns: checked };
}

function describePattern({ pattern, fits, faults, warnings, notes }: CheckedPattern): string {
  const refused = faults.length > 0 ? "does not fit, it would be refused" : "can start, but would not succeed";
  const found = [...faults, ...warnings].map((fault) => `- ${fault}`);
  return [`Pattern ${pattern}: ${fits ? "fits" : refused}`, ...found, ...notes].join("\n");
}

function describeChoice({ patterns: checked }: Check): string {
  const fitting = checked.filter(({ fits }) => fits).map(({ pattern }) => `pattern ${pattern}`);
  return fitting.length > 0 ? `It fits ${fitting.join(" and ")}.` : "It fits none. Nothing was started.";
}

const placeholderNote =
  "No outputs file: checked against a deployment of the default settings. Name one with --outputs FILE.";

/** The command `check`. */
export const make = (terminal: Terminal): Command =>
  command("check", [
    "check specs.json",
    "check specs.json --pattern 2 --outputs outputs.json",
    "check specs.json --list today.jsonl",
    "check specs.json --json",
  ])
    .argument("<spec>", "file with the spec; - is standard input")
    .option("--list <file>", "of a list in S3: a file that has it (default: what the spec names, if deployed)")
    .action(async (file: string, options: CheckOptions) => {
      const result = await check(readJson(file), options);
      process.exitCode = result.fits ? 0 : 1;
      present(terminal, options, result, (shown) =>
        [
          ...(shown.deployed ? [] : [placeholderNote]),
          ...shown.patterns.map(describePattern),
          describeChoice(shown),
        ].join("\n\n"),
      );
    });
