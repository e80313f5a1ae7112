import type { Deployment } from "../../workflow/deployment";
import { taskEnvironment, type OverrideVariable } from "../../workflow/task-environment";
import { retry, type State, type States } from "../asl";
import { recordNotLaunched, recordRuns, recordSubmitted } from "./records";

/** The states in which launching begins, with `$.spec` and `$.entryDefaults` as the checks leave them. */
export interface LaunchStarts {
  readonly run: string;
  /** Of a run that redrives another. */
  readonly redrive: string;
}

export const launchStarts: LaunchStarts = { run: "RecordRun", redrive: "RecordRedrive" };

/** RunTask calls under way at once: at 0.5 s a call, the 20 tasks/s that Fargate launches. */
const launchConcurrency = 10;

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

// The same variables as task-overrides.ts sets; Format makes a string of whatever the spec holds.
const overrideSources: Readonly<Record<OverrideVariable, string>> = {
  workflowName: "$.workflowName",
  workflowRunId: "$.workflowRunId",
  taskName: "$.entry.taskName",
  s3BucketName: "$.entry.s3BucketName",
  objectKey: "$.entry.objectKey",
  targetFolder: "$.targetFolder",
  simulatedWorkSeconds: "$.simulatedWorkSeconds",
};

const environment = Object.entries(overrideSources).map(([key, path]) => ({
  Name: taskEnvironment[key as OverrideVariable],
  "Value.$": `States.Format('{}', ${path})`,
}));

const runTask = (deployment: Deployment, clusterArn: string): State => ({
  Type: "Task",
  Resource: "arn:aws:states:::ecs:runTask",
  Parameters: {
    Cluster: clusterArn,
    TaskDefinition: deployment.taskDefinition,
    NetworkConfiguration: {
      AwsvpcConfiguration: {
        "Subnets.$": "$.subnets",
        "SecurityGroups.$": "States.Array($.securityGroupId)",
        AssignPublicIp: "DISABLED",
      },
    },
    Overrides: { ContainerOverrides: [{ Name: deployment.containerName, Environment: environment }] },
  },
  TimeoutSeconds: 60,
  ResultSelector: { "tasks.$": "$.Tasks", "failures.$": "$.Failures" },
  ResultPath: "$.launch",
  Retry: [retry(refusedForNow, 8)],
  Catch: [
    { ErrorEquals: startUnknown, ResultPath: "$.error", Next: "EntryDone" },
    { ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "RecordNotLaunched" },
  ],
  Next: "CheckPlacement",
});

// One entry of the list: launch it, or try again while ECS has no room, and record what became of it.
const entryStates = (deployment: Deployment, clusterArn: string): States => ({
  SubmitECSTasks: runTask(deployment, clusterArn),
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
  RecordSubmitted: recordSubmitted(deployment, "EntryDone"),
  RecordNotLaunched: recordNotLaunched(deployment, "EntryDone"),
  // Left to the monitor. What an entry leaves behind must be small: the Map gathers it.
  EntryDone: { Type: "Pass", Result: {}, End: true },
});

/**
 * Records the run, then launches each entry of the list. Whatever happens to an entry, or to the Map as a whole, leads to
 * `next`: the monitor accounts for what is not recorded.
 */
export const launchStates = (deployment: Deployment, clusterArn: string, next: string): States => ({
  ...recordRuns(deployment, launchStarts, "LaunchTasks"),
  LaunchTasks: {
    Type: "Map",
    ItemsPath: "$.spec.taskList",
    MaxConcurrency: launchConcurrency,
    ItemSelector: {
      "workflowName.$": "$.spec.workflowName",
      "workflowRunId.$": "$.spec.workflowRunId",
      "securityGroupId.$": "$.spec.securityGroupId",
      "subnets.$": "States.StringSplit($.spec.subnetIdLiteral, $.spec.separator)",
      "targetFolder.$": "$.spec.targetFolder",
      "simulatedWorkSeconds.$": "$.spec.simulatedWorkSeconds",
      "entry.$": "States.JsonMerge($.entryDefaults, $$.Map.Item.Value, false)",
      placement: { attempts: 0, waitsSeconds: placementWaitsSeconds },
    },
    ItemProcessor: {
      ProcessorConfig: { Mode: "INLINE" },
      StartAt: "SubmitECSTasks",
      States: entryStates(deployment, clusterArn),
    },
    ResultPath: null,
    Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: null, Next: next }],
    Next: next,
  },
});
