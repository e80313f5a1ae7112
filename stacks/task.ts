import type { TerraformStack } from "cdktf";
import type { ArtifactBucket } from "../modules/artifact-bucket";
import type { AuditTables } from "../modules/audit-tables";
import { FargateTask } from "../modules/fargate-task";
import { jobStatements } from "../modules/job-policy";
import type { Network } from "../modules/network";
import type { Target } from "../modules/target";
import { TaskImage } from "../modules/task-image";
import type { Settings } from "./settings/complete";

interface Surroundings {
  readonly settings: Settings;
  readonly target: Target;
  readonly network: Network;
  readonly bucket: ArtifactBucket;
  readonly tables: AuditTables;
}

/** Adds the task of a stack: its image, its definition, and what it may do. */
export function addTask(
  stack: TerraformStack,
  { settings, target, network, bucket, tables }: Surroundings,
): FargateTask {
  const { jobPolicyFile, retentionDays } = settings;
  const image = new TaskImage(stack, "task-image", {
    target,
    imageUri: settings.imageUri,
    jobContext: settings.jobContext,
    nodeImage: settings.nodeImage,
    deletionProtection: settings.deletionProtection,
  });
  return new FargateTask(stack, "ecs-task", {
    target,
    image,
    network,
    job: settings.job,
    cpuUnits: settings.taskCpuUnits,
    memoryMib: settings.taskMemoryMib,
    variables: {
      region: target.region,
      detailsTable: tables.names.ddbTableNameWFDetails,
      detailsHashKey: tables.names.hashKeyWFDetails,
      detailsRangeKey: tables.names.rangeKeyWFDetails,
      ...(retentionDays !== undefined && { retentionDays: String(retentionDays) }),
    },
    statements: [
      ...bucket.copyStatements(),
      ...tables.statements([], ["GetItem", "UpdateItem"]),
      ...(jobPolicyFile === undefined ? [] : jobStatements(jobPolicyFile)),
    ],
    policyArns: settings.jobPolicyArns ?? [],
    secrets: settings.jobSecrets,
  });
}
