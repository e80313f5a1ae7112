import type { DeployedStack } from "../outputs";

const and = new Intl.ListFormat("en-GB", { type: "conjunction" });

/** The patterns of some stacks, to begin a sentence with: `Patterns 1 and 3`. */
export const patternNames = (stacks: readonly Pick<DeployedStack, "pattern">[]): string =>
  `Pattern${stacks.length === 1 ? "" : "s"} ${and.format(stacks.map(({ pattern }) => String(pattern)))}`;
