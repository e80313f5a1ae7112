import { TerraformOutput, type TerraformStack } from "cdktf";
import type { Deployment } from "../workflow/deployment";

/** Descriptions of the outputs, in the order in which they are shown: what a spec names, and where to start a workflow. */
export const outputDescriptions = {
  region: "AWS Region of the deployment",
  s3BucketName: "Bucket that the tasks read from and write to",
  subnetIdLiteral: "Subnets for the tasks, joined by the separator",
  separator: "Character between the subnet ids",
  workflowName: "Name of the workflow, partition key of its summary rows",
  securityGroupId: "Security group of the tasks",
  assignPublicIp: "Whether tasks get a public address: ENABLED or DISABLED",
  ddbTableNameWFSummary: "DynamoDB table with one row a run",
  hashKeyWFSummary: "Partition key of the summary table",
  rangeKeyWFSummary: "Sort key of the summary table",
  ddbTableNameWFDetails: "DynamoDB table with one row a task",
  hashKeyWFDetails: "Partition key of the details table",
  rangeKeyWFDetails: "Sort key of the details table",
  clusterName: "ECS cluster that runs the tasks",
  containerName: "Container of the task definition",
  taskDefinition: "Task definition, family:revision",
  stateMachineArn: "State machine of the workflow",
  startExecutionConsoleUrl: "Console page of the state machine: choose Start execution and paste workflowSpecs",
  maxTimeoutSeconds: "The longest timeoutSeconds of a spec, and the one of a spec that has none",
  retentionDays: "Days after its last write that a row is deleted; 0: rows are kept",
  job: "What the tasks run, and what a spec may say of it, as JSON",
  workflowSpecs: "Workflow spec with the values of this deployment, ready to start an execution with",
} as const satisfies Readonly<Record<keyof Deployment, string>> & Readonly<Record<string, string>>;

type OutputName = keyof typeof outputDescriptions;

/** Adds the outputs to a stack. */
export function addOutputs(stack: TerraformStack, values: Readonly<Record<OutputName, string | number>>): void {
  for (const [key, description] of Object.entries(outputDescriptions))
    new TerraformOutput(stack, key, { value: values[key as OutputName], description });
}
