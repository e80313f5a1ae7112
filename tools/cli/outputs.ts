import { existsSync } from "node:fs";
import * as v from "valibot";
import { deploymentKeys, type Deployment } from "../../workflow/deployment";
import { patterns, type Pattern } from "../../workflow/history-events";
import { CommandError } from "./command-error";
import { readJson } from "./files";
import { defaultOutputsFile, type CommonOptions } from "./options";

/** What the tools know of one deployed stack, by its outputs. */
export interface DeployedStack {
  readonly pattern: Pattern;
  readonly deployment: Deployment;
  readonly stateMachineArn: string;
  /** The longest and the default `timeoutSeconds` of a spec. */
  readonly maxTimeoutSeconds: number;
}

const output = v.pipe(v.string(), v.nonEmpty());

const stackSchema = v.object({
  ...(Object.fromEntries(deploymentKeys.map((key) => [key, output])) as Record<keyof Deployment, typeof output>),
  stateMachineArn: output,
  maxTimeoutSeconds: v.pipe(v.union([v.number(), v.pipe(v.string(), v.digits())]), v.transform(Number)),
});

/** The id of a pattern's stack, which the outputs are filed under. */
export const stackId = (pattern: Pattern): string => `amazon-ecs-starter-kit-pattern-${pattern}`;

/** How one comes by the outputs. */
export const deployHint = `Deploy with: npx cdktf deploy 'amazon-ecs-starter-kit-*' --outputs-file ${defaultOutputsFile}`;

/**
 * The stacks that the outputs file tells of, in the order of their patterns; of the one pattern that is asked for.
 *
 * @returns nothing when no file is named and there is none by the usual name
 * @throws CommandError when the file cannot be read, or has nothing usable in it
 */
export function readDeployedStacks({ outputs, pattern }: Pick<CommonOptions, "outputs" | "pattern">): DeployedStack[] {
  if (outputs === undefined && !existsSync(defaultOutputsFile)) return [];
  const file = outputs ?? defaultOutputsFile;
  const stacks = v.safeParse(v.record(v.string(), v.unknown()), readJson(file));
  const told = stacks.success ? stacks.output : {};
  const wanted = pattern === undefined ? patterns : [pattern];
  const found = wanted.filter((one) => stackId(one) in told);
  if (found.length === 0)
    throw new CommandError(`${file} has no outputs of ${wanted.map(stackId).join(" or ")}. ${deployHint}`);
  return found.map((one) => deployedStack(one, told[stackId(one)], file));
}

function deployedStack(pattern: Pattern, outputs: unknown, file: string): DeployedStack {
  const parsed = v.safeParse(stackSchema, outputs);
  if (!parsed.success) {
    const names = [...new Set(parsed.issues.map(({ path }) => String(path?.[0]?.key)))].join(", ");
    throw new CommandError(`${file}, ${stackId(pattern)}: missing or not usable: ${names}. ${deployHint}`);
  }
  const { stateMachineArn, maxTimeoutSeconds, ...deployment } = parsed.output;
  return { pattern, deployment, stateMachineArn, maxTimeoutSeconds };
}
