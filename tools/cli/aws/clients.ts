import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ECSClient } from "@aws-sdk/client-ecs";
import { SFNClient } from "@aws-sdk/client-sfn";
import { AuditStore } from "../../../workflow/audit-store";
import type { DeployedStack } from "../outputs";
import { perRegion } from "./per-region";

export const ecsIn = perRegion(ECSClient);
export const stepFunctionsIn = perRegion(SFNClient);
export const dynamodbIn = perRegion(DynamoDBClient);

/** The audit trail of a deployment, as the kit's programs use it. */
export const auditStoreOf = ({ deployment, retentionDays }: DeployedStack): AuditStore =>
  new AuditStore(dynamodbIn(deployment.region), {
    summary: deployment.ddbTableNameWFSummary,
    details: deployment.ddbTableNameWFDetails,
    retentionDays,
  });
