import { auditKeys } from "../../workflow/audit-rows";
import {
  defaultSettings,
  fixedDeploymentKeys,
  patterns,
  type Deployment,
  type Pattern,
} from "../../workflow/deployment";
import { containerNames, copyJob } from "../../workflow/job";
import type { CommonOptions } from "./options";
import { readDeployedStacks, type DeployedStack } from "./outputs";

const [region, account] = ["us-east-1", "123456789012"];

/** A deployment of the default settings, for a spec that is checked before anything is deployed: names of the usual length. */
const placeholder = (name: string): Deployment => ({
  region,
  s3BucketName: `${account}-${name}-${region}`,
  subnetIdLiteral: "subnet-0123456789abcdef0$subnet-0123456789abcdef1",
  separator: "$",
  workflowName: name,
  securityGroupId: "sg-0123456789abcdef0",
  assignPublicIp: "DISABLED",
  ddbTableNameWFSummary: `${name}-workflow-summary`,
  hashKeyWFSummary: auditKeys.summaryHashKey,
  rangeKeyWFSummary: auditKeys.summaryRangeKey,
  ddbTableNameWFDetails: `${name}-workflow-details`,
  hashKeyWFDetails: auditKeys.detailsHashKey,
  rangeKeyWFDetails: auditKeys.detailsRangeKey,
  clusterName: name,
  containerName: containerNames.copy,
  taskDefinition: `${name}:1`,
});

/** A stack that could be deployed. What a spec, any JSON value, says of its deployment is believed: nobody knows better. */
function placeholderStack(pattern: Pattern, spec: unknown): DeployedStack {
  const name = `${defaultSettings.name}-pattern-${pattern}`;
  const said = new Map(Object.entries((spec ?? {}) as Record<string, unknown>));
  const believed = fixedDeploymentKeys.flatMap((key) => {
    const value = said.get(key);
    return typeof value === "string" && value !== "" ? [[key, value] as const] : [];
  });
  return {
    pattern,
    deployment: { ...placeholder(name), ...Object.fromEntries(believed) },
    stateMachineArn: `arn:aws:states:${region}:${account}:stateMachine:${name}`,
    maxTimeoutSeconds: defaultSettings.maxTimeoutSeconds,
    retentionDays: 0,
    job: copyJob,
  };
}

/** The stacks that are deployed, or where there is no outputs file those that could be: of the one pattern that is asked for. */
export function stacksOrPlaceholders(
  spec: unknown,
  options: Pick<CommonOptions, "outputs" | "pattern">,
): { readonly deployed: boolean; readonly stacks: readonly DeployedStack[] } {
  const stacks = readDeployedStacks(options);
  if (stacks.length > 0) return { deployed: true, stacks };
  const asked = options.pattern === undefined ? patterns : [options.pattern];
  return { deployed: false, stacks: asked.map((pattern) => placeholderStack(pattern, spec)) };
}
