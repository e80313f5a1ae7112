import { deploymentKeys, type Deployment } from "../../../workflow/deployment";

/** A deployment in which each thing is called by its key, unless that has a form of its own. */
export const deployment = {
  ...(Object.fromEntries(deploymentKeys.map((key) => [key, key])) as unknown as Deployment),
  region: "eu-west-1",
  separator: ",",
  assignPublicIp: "DISABLED",
  taskDefinition: "kit:1",
};

/** Loggers that say nothing. */
export const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A list of so many entries. */
export const taskList = (tasks: number) =>
  Array.from({ length: tasks }, (_, index) => ({ taskName: `task_${index}`, objectKey: `input/file_${index}.txt` }));
