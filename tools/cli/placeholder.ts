import { auditKeys } from "../../workflow/audit-rows";
import { defaultSettings, fixedDeploymentKeys, type Deployment, type Pattern } from "../../workflow/deployment";
import { containerNames, copyJob } from "../../workflow/job";
import type { DeployedStack } from "./outputs";

const fixed: ReadonlySet<string> = new Set(fixedDeploymentKeys);
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

/**
 * A stack that could be deployed, for a spec that is checked before anything is. What that, any JSON value, says of its deployment is
 * believed: nobody knows better.
 */
export function placeholderStack(pattern: Pattern, spec: unknown): DeployedStack {
  const name = `${defaultSettings.name}-pattern-${pattern}`;
  const said = Object.entries((spec ?? {}) as Record<string, unknown>);
  const believed = said.filter(([key, value]) => fixed.has(key) && typeof value === "string" && value !== "");
  return {
    pattern,
    deployment: { ...placeholder(name), ...Object.fromEntries(believed) },
    stateMachineArn: `arn:aws:states:${region}:${account}:stateMachine:${name}`,
    maxTimeoutSeconds: defaultSettings.maxTimeoutSeconds,
    retentionDays: 0,
    job: copyJob,
  };
}
