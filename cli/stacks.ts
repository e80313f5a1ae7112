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
