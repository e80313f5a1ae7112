import type { Deployment } from "../workflow/deployment";
import { taskEnvironment, type OverrideVariable } from "../workflow/task-environment";
import { retry, type State, type States } from "./asl";
import { notLaunchedKey, recordNotLaunched, recordSubmitted } from "./records";

/** How long to wait, in seconds, before each new try to place a task that ECS did not take or had no room for. */
const placementWaitsSeconds = [5, 10, 20, 40, 60, 60, 60, 60];

/**
 * Errors by which ECS says that it started nothing, and may start the task later. Throttling and lack of capacity arrive
 * as AmazonECSException, throttled look-ups of subnets as InvalidParameterException.
 */
const refusedForNow = [
  "ECS.AmazonECSException",
  "ECS.ThrottlingException",
  "ECS.LimitExceededException",
  "ECS.InvalidParameterException",
];

/**
 * Errors after which nobody knows whether the task started. This integration takes no client token, so a retry could start
 * it twice: the entry is left to the monitor, which finds the task or reports it as never started.
 */
const startUnknown = ["ECS.ServerException", "ECS.SdkClientException", "States.Timeout", "States.HeartbeatTimeout"];

/** Where an entry's values are: paths and intrinsic functions. */
export interface EntryPaths {
  readonly taskName: string;
  readonly s3BucketName: string;
  readonly objectKey: string;
}

// The same variables as task-overrides.ts sets; Format makes a string of whatever the spec holds.
function environment({ taskName, s3BucketName, objectKey }: EntryPaths) {
  const sources: Readonly<Record<OverrideVariable, string>> = {
    workflowName: "$.workflowName",
    workflowRunId: "$.workflowRunId",
    taskName,
    s3BucketName,
    objectKey,
    targetFolder: "$.targetFolder",
    simulatedWorkSeconds: "$.simulatedWorkSeconds",
  };
  return Object.entries(sources).map(([key, path]) => ({
    Name: taskEnvironment[key as OverrideVariable],
    "Value.$": `States.Format('{}', ${path})`,
  }));
}

const runTask = (deployment: Deployment, clusterArn: string, { entry, launchAttempts }: EntryStatesProps): State => ({
  Type: "Task",
  Resource: "arn:aws:states:::ecs:runTask",
  Parameters: {
    Cluster: clusterArn,
    TaskDefinition: deployment.taskDefinition,
    NetworkConfiguration: {
      AwsvpcConfiguration: {
        "Subnets.$": "$.subnets",
        "SecurityGroups.$": "States.Array($.securityGroupId)",
        "AssignPublicIp.$": "$.assignPublicIp",
      },
    },
    Overrides: { ContainerOverrides: [{ Name: deployment.containerName, Environment: environment(entry) }] },
  },
  TimeoutSeconds: 60,
  ResultSelector: { "tasks.$": "$.Tasks", "failures.$": "$.Failures" },
  ResultPath: "$.launch",
  Retry: [retry(refusedForNow, launchAttempts)],
  Catch: [
    { ErrorEquals: startUnknown, ResultPath: "$.error", Next: "EntryDone" },
    { ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "RecordNotLaunched" },
  ],
  Next: "CheckPlacement",
});

/** What differs between the patterns. */
export interface EntryStatesProps {
  readonly entry: EntryPaths;
  /** How often ECS is asked again after it said "not now". */
  readonly launchAttempts: number;
  /** What tells the entry from others. */
  readonly identity: string;
  /** The state after an entry that could not be launched. @default the entry ends */
  readonly afterNotLaunched?: string;
}

/** The state in which an entry begins. */
export const entryStart = "SubmitECSTasks";

/** What each entry is given of the spec, beside itself. */
export const selectedOfSpec: Readonly<Record<string, unknown>> = {
  "workflowName.$": "$.spec.workflowName",
  "workflowRunId.$": "$.spec.workflowRunId",
  "securityGroupId.$": "$.spec.securityGroupId",
  "assignPublicIp.$": "$.spec.assignPublicIp",
  "subnets.$": "States.StringSplit($.spec.subnetIdLiteral, $.spec.separator)",
  "targetFolder.$": "$.spec.targetFolder",
  "simulatedWorkSeconds.$": "$.spec.simulatedWorkSeconds",
};

/** Tries to place an entry's task, as its states count them. */
export const placement = { attempts: 0, waitsSeconds: placementWaitsSeconds };

/** One entry of the list: launch it, or try again while ECS has no room, and record what became of it. */
export const entryStates = (deployment: Deployment, clusterArn: string, props: EntryStatesProps): States => ({
  [entryStart]: runTask(deployment, clusterArn, props),
  CheckPlacement: {
    Type: "Choice",
    Choices: [
      { Variable: "$.launch.tasks[0]", IsPresent: true, Next: "RecordSubmitted" },
      {
        Variable: "$.placement.attempts",
        NumericLessThan: placementWaitsSeconds.length,
        Next: "CountPlacement",
      },
    ],
    Default: "DescribePlacementFailure",
  },
  CountPlacement: {
    Type: "Pass",
    Parameters: {
      "attempts.$": "States.MathAdd($.placement.attempts, 1)",
      "waitSeconds.$": "States.ArrayGetItem($.placement.waitsSeconds, $.placement.attempts)",
      "waitsSeconds.$": "$.placement.waitsSeconds",
    },
    ResultPath: "$.placement",
    Next: "WaitForPlacement",
  },
  WaitForPlacement: { Type: "Wait", SecondsPath: "$.placement.waitSeconds", Next: "SubmitECSTasks" },
  DescribePlacementFailure: {
    Type: "Pass",
    Parameters: {
      Error: "NotPlaced",
      "Cause.$": "States.Format('ECS did not place the task: {}', States.JsonToString($.launch.failures))",
    },
    ResultPath: "$.error",
    Next: "RecordNotLaunched",
  },
  RecordSubmitted: recordSubmitted(deployment, {
    taskId: "$.launch.tasks[0].TaskArn",
    taskName: props.entry.taskName,
    afterFailure: "EntryDone",
  }),
  RecordNotLaunched: recordNotLaunched(deployment, {
    taskId: notLaunchedKey(props.identity),
    taskName: props.entry.taskName,
    reason: "States.Format('could not be launched: {}: {}', $.error.Error, $.error.Cause)",
    next: props.afterNotLaunched,
    afterFailure: "EntryDone",
  }),
  // Left to the monitor. What an entry leaves behind must be small: the Map gathers it.
  EntryDone: { Type: "Pass", Result: {}, End: true },
});
