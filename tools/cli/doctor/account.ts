import { DescribeTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { GetServiceQuotaCommand, ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { DescribeStateMachineCommand } from "@aws-sdk/client-sfn";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { clientsOf } from "../aws/clients";
import { defaultOutputsFile, type CommonOptions } from "../options";
import { deployHint, readDeployedStacks, type DeployedStack } from "../outputs";
import { ok, type Check } from "./check";

/** Service Quotas, "Fargate On-Demand vCPU resource count": tasks of the account in a Region that run at once. */
const vcpuQuota = { ServiceCode: "fargate", QuotaCode: "L-3032A538" } as const;

/** Fewer tasks at once than this are worth a warning. */
const fewTasks = 20;

/** The caller's identity. */
const callerCheck = (region: string): Check => ({
  what: "Credentials",
  look: async () => {
    const { Arn, Account } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
    return ok(`${String(Arn)}, account ${String(Account)}`);
  },
  otherwise: { verdict: "fail", todo: "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY" },
});

/** The Region that is meant: the deployment's, or the one to deploy to. */
const regionCheck = (deployed: string, set: string | undefined): Check => ({
  what: "Region",
  look: () => {
    if (deployed !== "") return ok(`${deployed}, by the outputs`);
    if (!set) throw new Error("nothing is deployed, and KIT_REGION is not set");
    return ok(`${set}, by KIT_REGION`);
  },
  otherwise: {
    verdict: "warn",
    todo: "The setting region says where to deploy to: KIT_REGION, or cdktf.json's context",
  },
});

/** The state machine of a deployment. */
const stateMachineCheck = (stack: DeployedStack): Check => ({
  what: `Pattern ${stack.pattern}`,
  look: async () => {
    const { stateMachineArn } = stack;
    const { stepFunctions } = clientsOf(stack);
    const { status } = await stepFunctions.send(new DescribeStateMachineCommand({ stateMachineArn }));
    return ok(`its state machine is ${String(status)}`);
  },
  otherwise: { verdict: "fail", todo: "Are the outputs those of this account and Region, and is it still deployed?" },
});

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
    if (tasks >= fewTasks) return ok(found);
    return { verdict: "warn", found, todo: "Longer lists wait: ask for more in the Service Quotas console" };
  },
  otherwise: { verdict: "warn", todo: `Look in the Service Quotas console: Fargate, ${vcpuQuota.QuotaCode}` },
});

const outputsCheck = (options: CommonOptions): Check => ({
  what: "Outputs",
  look: () => {
    const { outputs = defaultOutputsFile } = options;
    const stacks = readDeployedStacks(options);
    if (stacks.length === 0) return { verdict: "fail", found: `there is no ${outputs}`, todo: deployHint };
    return ok(`${outputs} has ${stacks.map(({ pattern }) => `pattern ${pattern}`).join(" and ")}`);
  },
  otherwise: { verdict: "fail", todo: deployHint },
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
  const regions = [...new Set(stacks.map(({ deployment }) => deployment.region))];
  const { AWS_REGION, KIT_REGION } = process.env;
  return [
    callerCheck(regions[0] ?? (AWS_REGION || KIT_REGION || "us-east-1")),
    regionCheck(regions.join(", "), KIT_REGION),
    outputsCheck(options),
    ...stacks.map(stateMachineCheck),
    ...stacks.map(vcpuCheck),
  ];
}
