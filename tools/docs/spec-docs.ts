import { fixedDeploymentKeys, type Deployment } from "../../workflow/deployment";
import type { TaskEntry, WorkflowSpec } from "../../workflow/spec";
import { mostListedEntries } from "../../workflow/task-lines";

type Own = Exclude<keyof WorkflowSpec, keyof Deployment> | "s3BucketName" | "workflowName";

const ownDocs: Readonly<Record<Own, string>> = {
  $schema: "The JSON Schema of this file, for editors.",
  taskList: "The tasks to run, one container each.",
  taskDefaults:
    "What entries do not say of their tasks: the attributes of taskList[] from command on. Variables are added up.",
  taskSource: `Where in S3 the list is, in place of taskList. Pattern 1: JSON Lines of up to ${mostListedEntries} entries. Pattern 2: JSON Lines, CSV, or the objects of a prefix, up to a million.`,
  maxConcurrency:
    "How many tasks of the run may run at once. Left out, as many as the account's quotas let, which other runs share.",
  launchConcurrency: "Pattern 2: entries in launching at once. Left out, the setting of that name.",
  toleratedLaunchFailurePercentage:
    "Pattern 2: launching a list in S3 ends once more of its entries, in percent, than this could not be launched. Left out, the setting of that name.",
  workflowRunId: "Id of the run: digits, used once. Left out, the execution's start time, such as 20261124224854123.",
  workflowName: "Name that the run's rows carry. Left out, the stack's.",
  redriveOf: "Id of an earlier run: only its entries that did not complete are launched.",
  timeoutSeconds:
    "After so many seconds what still runs is stopped and counts as TimedOut. Left out, maxTimeoutSeconds.",
  targetFolder: "Folder to copy to. Left out, beside the input object.",
  simulatedWorkSeconds: "How long each task sleeps after its copy. Left out, 0.",
  s3BucketName: "Bucket of the entries that name none. Left out, the deployment's; its task role reaches no other.",
};

const asDeployed = "May be given, but only as the deployment has it.";

/** Descriptions of the attributes of a workflow spec, for editors and documents. Never part of a bundle. */
export const specDocs: Readonly<Record<string, string>> = {
  ...ownDocs,
  ...Object.fromEntries(fixedDeploymentKeys.map((key) => [key, asDeployed])),
};

/** Descriptions of the attributes of an entry of `taskList`. */
export const taskEntryDocs: Readonly<Record<keyof TaskEntry, string>> = {
  taskName: "Name of the task, unique within taskList.",
  objectKey: "Key of the object to work on. The copy of objects requires it, another container does not.",
  s3BucketName: "Bucket of the object. Left out, the spec's.",
  command: "A list of texts in place of the image's CMD; after its ENTRYPOINT.",
  environment: "Variables of the container, texts by their names.",
  cpuUnits:
    "CPU units, with memoryMib: a size that Fargate offers. 1024 are one vCPU. Left out, the task definition's.",
  memoryMib: "Memory in MiB, with cpuUnits.",
  ephemeralStorageGib: "Disk space in GiB. Left out, the 20 that every task has.",
  timeoutSeconds:
    "So long after its start the task is stopped and counts as TimedOut. Left out, the run's deadline alone.",
  attempts:
    "How many tasks the entry may have, one after the other, until one completes: 1 to 10. Left out, 1; with the setting spot, 3.",
  retryOn:
    "After which bad ends another attempt is made: any, or infrastructure, those that are no fault of the task's. Left out, any; with the setting spot, infrastructure.",
};
