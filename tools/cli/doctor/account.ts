import { DescribeTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { GetServiceQuotaCommand, ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { DescribeStateMachineCommand } from "@aws-sdk/client-sfn";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { clientsOf } from "../aws/clients";
import { CommandError } from "../errors";
import { defaultOutputsFile, type CommonOptions } from "../options";
import { deployHint, patternNames, readDeployedStacks, type DeployedStack } from "../outputs";
import type { Check } from "./check";

/** The caller's identity. */
const callerCheck = (region: string): Check => ({
  what: "Credentials",
  look: async () => {
    const { Arn, Account } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
    return `${String(Arn)}, account ${String(Account)}`;
  },
  otherwise: "fail",
  todo: "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
});

/** The state machine of a deployment. */
const stateMachineCheck = (stack: DeployedStack): Check => ({
  what: `Pattern ${stack.pattern}`,
  look: async () => {
    const { stateMachineArn } = stack;
    const machine = await clientsOf(stack).stepFunctions.send(new DescribeStateMachineCommand({ stateMachineArn }));
    return `its state machine is ${String(machine.status)}`;
  },
  otherwise: "fail",
  todo: "Are the outputs those of this account and Region, and is it still deployed?",
});

/** Service Quotas, "Fargate On-Demand vCPU resource count": tasks of the account in a Region that run at once. */
const vcpuQuota = { ServiceCode: "fargate", QuotaCode: "L-3032A538" } as const;

/** Fewer tasks at once than this are worth a warning. */
const fewTasks = 20;

/** Number of tasks of a deployment that can run at once. */
const vcpuCheck = (stack: DeployedStack): Check => ({
  what: `vCPUs, pattern ${stack.pattern}`,
  look: async () => {
    const { region, taskDefinition } = stack.deployment;
    const described = await clientsOf(stack).ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
    const vcpus = Number(described.taskDefinition?.cpu) / 1_024;
    const { Quota } = await new ServiceQuotasClient({ region }).send(new GetServiceQuotaCommand(vcpuQuota));
    const tasks = Math.floor((Quota?.Value ?? 0) / vcpus);
    const found = `${String(Quota?.Value)} on Fargate: ${tasks} tasks of ${vcpus} vCPU at once`;
    if (tasks < fewTasks) throw new CommandError(found);
    return found;
  },
  otherwise: "warn",
  todo: `Longer lists wait. The Service Quotas console shows the quota and takes requests for more: Fargate, ${vcpuQuota.QuotaCode}`,
});

/** The stacks, and none where they cannot be read: that is a finding of its own. */
function stacksOrNone(options: CommonOptions): readonly DeployedStack[] {
  try {
    return readDeployedStacks(options);
  } catch {
    return [];
  }
}

/** Checks of what starting and following workflows depends on. */
export function accountChecks(options: CommonOptions): Check[] {
  const stacks = stacksOrNone(options);
  const { AWS_REGION, KIT_REGION } = process.env;
  return [
    callerCheck(stacks[0]?.deployment.region ?? (AWS_REGION || KIT_REGION || "us-east-1")),
    {
      what: "Outputs",
      look: () => {
        const { outputs = defaultOutputsFile } = options;
        if (readDeployedStacks(options).length === 0) throw new CommandError(`there is no ${outputs}`);
        return `${outputs} has ${patternNames(stacks).toLowerCase()}`;
      },
      otherwise: "fail",
      todo: deployHint,
    },
    ...stacks.map(stateMachineCheck),
    ...stacks.map(vcpuCheck),
  ];
}
