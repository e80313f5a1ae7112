import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ECSClient } from "@aws-sdk/client-ecs";
import { AuditStore } from "../workflow/audit-store";

/**
 * Without these a connection that hangs would take the whole time of the function: milliseconds. The SDK only warns of a request
 * that takes too long, unless it is told to throw.
 */
export const requestHandler = { connectionTimeout: 2_000, requestTimeout: 8_000, throwOnRequestTimeout: true };

/**
 * The tables as the handlers use them, by the function's environment. Eight attempts at a call wait up to 13 s in all: provisioned
 * tables with 5 write units a second throttle a list of many tasks for a while.
 */
export const createAuditStore = (
  told: Record<"ddbTableNameWFSummary" | "ddbTableNameWFDetails" | "retentionDays", string>,
): AuditStore =>
  new AuditStore(new DynamoDBClient({ requestHandler, maxAttempts: 8 }), {
    summary: told.ddbTableNameWFSummary,
    details: told.ddbTableNameWFDetails,
    retentionDays: Number(told.retentionDays),
  });

/** @param maxAttempts 1 where the caller has its own idea of when to ask again. @default the SDK's */
export const createECSClient = (maxAttempts = 3): ECSClient => new ECSClient({ requestHandler, maxAttempts });
