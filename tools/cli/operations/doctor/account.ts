import { DescribeTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { GetServiceQuotaCommand, ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { launchSeconds, limits } from "../../../../workflow/limits";
import { ecsIn } from "../../aws/ecs";
import { perRegion } from "../../aws/per-region";
import type { DeployedStack } from "../../outputs";
import { ok, type Check } from "./check";

const stsIn = perRegion(STSClient);
const serviceQuotasIn = perRegion(ServiceQuotasClient);

/** Checks the caller's identity. */
export const identityCheck = (region: string): Check => ({
  what: "Credentials",
  look: async () => {
    const { Arn, Account } = await stsIn(region).send(new GetCallerIdentityCommand({}));
    return ok(`${String(Arn)}, account ${String(Account)}`);
  },
  otherwise: { verdict: "fail", todo: "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY" },
});

/** Checks the Region and account of the deployment. */
export const regionCheck = (stacks: readonly DeployedStack[]): Check => ({
  what: "Region",
  look: () => {
    const deployed = [...new Set(stacks.map(({ deployment }) => deployment.region))].join(", ");
    const { KIT_REGION: set, AWS_REGION: own = process.env["AWS_DEFAULT_REGION"] } = process.env;
    if (deployed === "" && !set) throw new Error("nothing is deployed, and KIT_REGION is not set");
    if (deployed === "") return ok(`${String(set)}, by KIT_REGION`);
    const differs = own !== undefined && own !== deployed;
    return ok(`${deployed}, by the outputs${differs ? `; AWS_REGION, ${own}, is not used` : ""}`);
  },
  otherwise: {
    verdict: "warn",
    todo: "The setting region says where to deploy to: export KIT_REGION, or cdktf.json's context",
  },
});

/** Service Quotas, "Fargate On-Demand vCPU resource count": tasks of the account in a Region that run at once. */
const vcpuQuota = { ServiceCode: "fargate", QuotaCode: "L-3032A538" } as const;

/** Fewer tasks at once than this are worth a warning. */
const fewTasks = 20;

/** Checks how many tasks can run at once. */
export const vcpuCheck = ({ pattern, deployment }: DeployedStack): Check => ({
  what: `vCPUs, pattern ${pattern}`,
  look: async () => {
    const { region, taskDefinition } = deployment;
    const described = await ecsIn(region).send(new DescribeTaskDefinitionCommand({ taskDefinition }));
    const vcpus = Number(described.taskDefinition?.cpu) / 1_024;
    const { Quota } = await serviceQuotasIn(region).send(new GetServiceQuotaCommand(vcpuQuota));
    const tasks = Math.floor((Quota?.Value ?? 0) / vcpus);
    const found = `${String(Quota?.Value)} on Fargate: ${tasks} tasks of ${vcpus} vCPU at once`;
    if (tasks >= fewTasks) return ok(found);
    return { verdict: "warn", found, todo: "Longer lists wait: ask for more in the Service Quotas console" };
  },
  otherwise: { verdict: "warn", todo: `Look in the Service Quotas console: Fargate, ${vcpuQuota.QuotaCode}` },
});

/** A list that is long. */
const manyTasks = 1_000;

/** Checks how fast tasks are launched. */
export const launchRateCheck: Check = {
  what: "Launch rate",
  look: () =>
    ok(
      `${limits.launchBurst} tasks at once, then ${limits.launchesPerSecond} a second by AWS's default: ` +
        `${manyTasks} tasks take ${launchSeconds(manyTasks)} s`,
    ),
  otherwise: { verdict: "warn", todo: "" },
};
