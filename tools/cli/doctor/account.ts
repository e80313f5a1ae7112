import { DescribeTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { GetServiceQuotaCommand, ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { DescribeStateMachineCommand } from "@aws-sdk/client-sfn";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { launchSeconds, limits } from "../../../workflow/limits";
import { ecsIn, stepFunctionsIn } from "../aws/clients";
import type { DeployedStack } from "../outputs";
import { ok, type Check } from "./check";

/** Service Quotas, "Fargate On-Demand vCPU resource count": tasks of the account in a Region that run at once. */
const vcpuQuota = { ServiceCode: "fargate", QuotaCode: "L-3032A538" } as const;

/** Fewer tasks at once than this are worth a warning. */
const fewTasks = 20;

/** A list that is long. */
const manyTasks = 1_000;

/** The caller's identity, and the Region that is meant. */
export function callerChecks(stacks: readonly DeployedStack[]): Check[] {
  const deployed = [...new Set(stacks.map(({ deployment }) => deployment.region))];
  const { KIT_REGION: set, AWS_REGION: own = process.env["AWS_DEFAULT_REGION"] } = process.env;
  const region = deployed[0] ?? (process.env["AWS_REGION"] || set || "us-east-1");
  return [
    {
      what: "Credentials",
      look: async () => {
        const { Arn, Account } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
        return ok(`${String(Arn)}, account ${String(Account)}`);
      },
      otherwise: { verdict: "fail", todo: "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY" },
    },
    {
      what: "Region",
      look: () => {
        if (deployed.length > 0) {
          const differs = own !== undefined && own !== deployed.join(", ");
          return ok(`${deployed.join(", ")}, by the outputs${differs ? `; AWS_REGION, ${own}, is not used` : ""}`);
        }
        if (!set) throw new Error("nothing is deployed, and KIT_REGION is not set");
        return ok(`${set}, by KIT_REGION`);
      },
      otherwise: {
        verdict: "warn",
        todo: "The setting region says where to deploy to: export KIT_REGION, or cdktf.json's context",
      },
    },
  ];
}

/** The state machine of a deployment. */
export const stateMachineCheck = ({ pattern, deployment, stateMachineArn }: DeployedStack): Check => ({
  what: `Pattern ${pattern}`,
  look: async () => {
    const states = stepFunctionsIn(deployment.region);
    const { status } = await states.send(new DescribeStateMachineCommand({ stateMachineArn }));
    return ok(`its state machine is ${String(status)}`);
  },
  otherwise: { verdict: "fail", todo: "Are the outputs those of this account and Region, and is it still deployed?" },
});

/** Number of tasks of a deployment that can run at once. */
export const vcpuCheck = ({ pattern, deployment }: DeployedStack): Check => ({
  what: `vCPUs, pattern ${pattern}`,
  look: async () => {
    const { region, taskDefinition } = deployment;
    const described = await ecsIn(region).send(new DescribeTaskDefinitionCommand({ taskDefinition }));
    const vcpus = Number(described.taskDefinition?.cpu) / 1_024;
    const { Quota } = await new ServiceQuotasClient({ region }).send(new GetServiceQuotaCommand(vcpuQuota));
    const tasks = Math.floor((Quota?.Value ?? 0) / vcpus);
    const found = `${String(Quota?.Value)} on Fargate: ${tasks} tasks of ${vcpus} vCPU at once`;
    if (tasks >= fewTasks) return ok(found);
    return { verdict: "warn", found, todo: "Longer lists wait: ask for more in the Service Quotas console" };
  },
  otherwise: { verdict: "warn", todo: `Look in the Service Quotas console: Fargate, ${vcpuQuota.QuotaCode}` },
});

/** Speed at which tasks are launched. */
export const launchRateCheck: Check = {
  what: "Launch rate",
  look: () =>
    ok(
      `${limits.launchBurst} tasks at once, then ${limits.launchesPerSecond} a second by AWS's default: ` +
        `${manyTasks} tasks take ${launchSeconds(manyTasks)} s`,
    ),
  otherwise: { verdict: "warn", todo: "" },
};
