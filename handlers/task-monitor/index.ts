import { Logger } from "@aws-lambda-powertools/logger";
import { AuditStore } from "../../workflow/audit-store";
import { readEnvironment } from "../../workflow/deployment";
import type { MonitorAnswer, MonitorEvent } from "../../workflow/iterator";
import { createDynamoDBClient, createECSClient } from "../clients";
import { monitor } from "./monitor";
import type { MonitorDependencies } from "./poll";

const { ddbTableNameWFSummary, ddbTableNameWFDetails, startTimeoutSeconds, ...deployment } = readEnvironment(
  [
    "workflowName",
    "clusterName",
    "taskDefinition",
    "ddbTableNameWFSummary",
    "ddbTableNameWFDetails",
    "startTimeoutSeconds",
  ],
  process.env,
);

const dependencies: MonitorDependencies = {
  ...deployment,
  ecs: createECSClient(),
  audit: new AuditStore(createDynamoDBClient(), { summary: ddbTableNameWFSummary, details: ddbTableNameWFDetails }),
  startTimeoutSeconds: Number(startTimeoutSeconds),
  logger: new Logger({ serviceName: "task-monitor" }),
  now: () => new Date(),
};

/** The task monitor, a Lambda function. */
export const handler = (event: MonitorEvent): Promise<MonitorAnswer> => monitor(event, dependencies);
