import type { Deployment } from "../../workflow/deployment";

/** A deployment as tests know it. */
export const deployment: Deployment = {
  region: "eu-west-1",
  s3BucketName: "kit-bucket",
  subnetIdLiteral: "subnet-1$subnet-2",
  separator: "$",
  workflowName: "kit",
  securityGroupId: "sg-1",
  assignPublicIp: "DISABLED",
  ddbTableNameWFSummary: "summary",
  hashKeyWFSummary: "workflow_name",
  rangeKeyWFSummary: "workflow_run_id",
  ddbTableNameWFDetails: "details",
  hashKeyWFDetails: "workflow_run_id",
  rangeKeyWFDetails: "ecs_task_id",
  clusterName: "kit",
  containerName: "ecs-task",
  taskDefinition: "kit:1",
};

/** The names of the stacks that are synthesized by default. */
export const stackNames = [1, 2].map((pattern) => `amazon-ecs-starter-kit-pattern-${pattern}`);
