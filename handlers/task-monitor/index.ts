import { Logger } from "@aws-lambda-powertools/logger";
import { SNSClient } from "@aws-sdk/client-sns";
import type { Context } from "aws-lambda";
import { setTimeout } from "node:timers/promises";
import { environmentName, readEnvironment } from "../../workflow/deployment";
import type { MonitorAnswer, MonitorEvent } from "../../workflow/iterator";
import { createAuditStore, createECSClient, requestHandler } from "../clients";
import { monitor } from "./monitor";
import { tellOfEnd } from "./notification";
import type { MonitorDependencies } from "./poll";
import { settleStopped, type ExecutionStatusChange } from "./stopped-execution";

const environment = readEnvironment(
  [
    "workflowName",
    "clusterName",
    "taskDefinition",
    "ddbTableNameWFSummary",
    "ddbTableNameWFDetails",
    "startTimeoutSeconds",
    "retentionDays",
  ],
  process.env,
);

const dependencies: Omit<MonitorDependencies, "remainingMilliseconds"> = {
  ...environment,
  ecs: createECSClient(),
  audit: createAuditStore(environment),
  startTimeoutSeconds: Number(environment.startTimeoutSeconds),
  logger: new Logger({ serviceName: "task-monitor" }),
  now: () => new Date(),
};

const topicArn = process.env[environmentName("notificationTopicArn")];

/**
 * The task monitor, a Lambda function: polls a run, settles the run of an execution that was stopped, and tells a topic, where there
 * is one, of each run that has ended.
 */
export const handler = (
  event: MonitorEvent | ExecutionStatusChange,
  context: Context,
): Promise<MonitorAnswer | undefined> => {
  const inCall = { ...dependencies, remainingMilliseconds: () => context.getRemainingTimeInMillis() };
  return "detail-type" in event ? executionEnded(event, inCall) : monitor(event, inCall);
};

async function executionEnded(event: ExecutionStatusChange, inCall: MonitorDependencies): Promise<undefined> {
  await settleStopped(event, { ...inCall, pause: (seconds: number) => setTimeout(seconds * 1_000) });
  if (topicArn !== undefined) await tellOfEnd(event, { ...inCall, sns: new SNSClient({ requestHandler }), topicArn });
}
