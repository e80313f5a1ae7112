import { CommandError } from "./command-error";
import { defaultOutputsFile, type CommonOptions } from "./options";
import { patternNames } from "./views/pattern-names";
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

/**
 * The one stack that a command is about.
 *
 * @throws CommandError when none is deployed, or several and no pattern was asked for
 */
export function deployedStack(options: Pick<CommonOptions, "outputs" | "pattern">): DeployedStack {
  const stacks = deployedStacks(options);
  const [first, second] = stacks;
  if (!first || second) throw new CommandError(`${patternNames(stacks)} are deployed: say which one with --pattern.`);
  return first;
}
