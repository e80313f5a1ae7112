import type { CommonOptions } from "../../options";
import { readDeployedStacks, type DeployedStack } from "../../outputs";
import { identityCheck, launchRateCheck, regionCheck, vcpuCheck } from "./account";
import { judge, type Finding } from "./check";
import { outputsCheck, stateMachineCheck } from "./deployment";
import { dockerCheck } from "./docker";
import { nodeCheck, terraformCheck } from "./tools";

/** The stacks, and none where they cannot be read: that is a finding of its own. */
function stacksOrNone(options: CommonOptions): readonly DeployedStack[] {
  try {
    return readDeployedStacks(options);
  } catch {
    return [];
  }
}

/** Looks at everything that starting and following workflows, or deploying, depends on. */
export function examine(options: CommonOptions): Promise<Finding[]> {
  const stacks = stacksOrNone(options);
  const region =
    stacks[0]?.deployment.region ?? (process.env["AWS_REGION"] || process.env["KIT_REGION"] || "us-east-1");
  const checks = [
    nodeCheck,
    terraformCheck,
    dockerCheck,
    identityCheck(region),
    regionCheck(stacks),
    outputsCheck(options, () => readDeployedStacks(options)),
    ...stacks.map(stateMachineCheck),
    ...stacks.map(vcpuCheck),
    launchRateCheck,
  ];
  return Promise.all(checks.map(judge));
}

export type { Finding, Verdict } from "./check";
