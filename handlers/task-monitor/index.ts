import { Logger } from "@aws-lambda-powertools/logger";
import type { Context } from "aws-lambda";
import { setTimeout } from "node:timers/promises";
import { AuditStore } from "../../workflow/audit-store";
import { readEnvironment } from "../../workflow/deployment";
import type { MonitorAnswer, MonitorEvent } from "../../workflow/iterator";
import { createDynamoDBClient, createECSClient } from "../clients";
import { monitor } from "./monitor";
import type { MonitorDependencies } from "./poll";
import { settleStopped, type ExecutionStatusChange } from "./stopped-execution";

const { ddbTableNameWFSummary, ddbTableNameWFDetails, startTimeoutSeconds, retentionDays, ...deployment } =
  readEnvironment(
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
  ...deployment,
  ecs: createECSClient(),
  audit: new AuditStore(createDynamoDBClient(), {
    summary: ddbTableNameWFSummary,
    details: ddbTableNameWFDetails,
    retentionDays: Number(retentionDays),
  }),
  startTimeoutSeconds: Number(startTimeoutSeconds),
  logger: new Logger({ serviceName: "task-monitor" }),
  now: () => new Date(),
};

/** The task monitor, a Lambda function: polls a run, and settles the run of an execution that was stopped. */
export const handler = (
  event: MonitorEvent | ExecutionStatusChange,
  context: Context,
): Promise<MonitorAnswer | undefined> => {
  const remainingMilliseconds = () => context.getRemainingTimeInMillis();
  if (!("detail-type" in event)) return monitor(event, { ...dependencies, remainingMilliseconds });
  const pause = (seconds: number) => setTimeout(seconds * 1_000);
  return settleStopped(event, { ...dependencies, pause, remainingMilliseconds }).then(() => undefined);
};
