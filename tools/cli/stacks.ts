import { fixedDeploymentKeys } from "../../workflow/deployment";
import { CommandError } from "./command-error";
import { defaultOutputsFile, type CommonOptions } from "./options";
import { deployHint, readDeployedStacks, type DeployedStack } from "./outputs";

/**
 * The stacks that are deployed, of the pattern that is asked for.
 *
 * @throws CommandError when none is
 */
export function deployedStacks(options: Pick<CommonOptions, "outputs" | "pattern">): DeployedStack[] {
  const stacks = readDeployedStacks(options);
  if (stacks.length === 0) throw new CommandError(`There is no ${defaultOutputsFile} here. ${deployHint}`);
  return stacks;
}

/** True unless a spec, any JSON value, names resources of another deployment. */
const mayBeOf = (spec: unknown, { deployment }: DeployedStack): boolean => {
  const said = new Map(Object.entries(spec ?? {}));
  return fixedDeploymentKeys.every((key) => !said.has(key) || said.get(key) === deployment[key]);
};

/**
 * The one stack that a command is about.
 *
 * @param spec any JSON value: of several stacks, the one whose resources it names is meant
 * @throws CommandError when none is deployed, or several may be meant and no pattern was asked for
 */
export function deployedStack(options: Pick<CommonOptions, "outputs" | "pattern">, spec?: unknown): DeployedStack {
  const stacks = deployedStacks(options);
  const [meant, another] = stacks.length === 1 ? stacks : stacks.filter((stack) => mayBeOf(spec, stack));
  if (!meant || another) throw new CommandError(`${patternNames(stacks)} are deployed: say which one with --pattern.`);
  return meant;
}

const and = new Intl.ListFormat("en-GB", { type: "conjunction" });

/** The patterns of some stacks, to begin a sentence with: `Patterns 1 and 3`. */
export const patternNames = (stacks: readonly Pick<DeployedStack, "pattern">[]): string =>
  `Pattern${stacks.length === 1 ? "" : "s"} ${and.format(stacks.map(({ pattern }) => String(pattern)))}`;
