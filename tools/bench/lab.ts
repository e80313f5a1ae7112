import { deploymentKeys, type Deployment } from "../../workflow/deployment";

/** A deployment in which each thing is called by its key. */
export const deployment = {
  ...Object.fromEntries(deploymentKeys.map((key) => [key, key])),
  region: "eu-west-1",
  separator: ",",
  taskDefinition: "family:1",
} as unknown as Deployment;

export const run = { workflowName: deployment.workflowName, workflowRunId: "20260101000000000" };

export const executionArn = "arn:aws:states:eu-west-1:000000000000:execution:bench:one";

export const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The task list of a spec, with so many entries. */
export const taskList = (tasks: number) =>
  Array.from({ length: tasks }, (_, index) => ({ taskName: `task_${index}`, objectKey: `input/file_${index}.txt` }));

/** The same as JSON Lines, as a list in S3 has it. */
export const linesOf = (entries: readonly object[]): string => entries.map((entry) => JSON.stringify(entry)).join("\n");
