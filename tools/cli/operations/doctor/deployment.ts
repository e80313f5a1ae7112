import { DescribeStateMachineCommand } from "@aws-sdk/client-sfn";
import { stepFunctionsIn } from "../../aws/step-functions";
import { defaultOutputsFile, type CommonOptions } from "../../options";
import { deployHint, type DeployedStack } from "../../outputs";
import { ok, type Check } from "./check";

/** Describes the deployment. */
export const outputsCheck = (
  { outputs = defaultOutputsFile }: CommonOptions,
  read: () => readonly DeployedStack[],
): Check => ({
  what: "Outputs",
  look: () => {
    const stacks = read();
    if (stacks.length === 0) return { verdict: "fail", found: `there is no ${outputs}`, todo: deployHint };
    return ok(`${outputs} has ${stacks.map(({ pattern }) => `pattern ${pattern}`).join(" and ")}`);
  },
  otherwise: { verdict: "fail", todo: deployHint },
});

/** Checks that the state machine is there. */
export const stateMachineCheck = ({ pattern, deployment, stateMachineArn }: DeployedStack): Check => ({
  what: `Pattern ${pattern}`,
  look: async () => {
    const states = stepFunctionsIn(deployment.region);
    const { status } = await states.send(new DescribeStateMachineCommand({ stateMachineArn }));
    return ok(`its state machine is ${String(status)}`);
  },
  otherwise: { verdict: "fail", todo: "Are the outputs those of this account and Region, and is it still deployed?" },
});
