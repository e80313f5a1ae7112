import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { perRegion } from "../aws/per-region";
import { AuditArchive } from "./audit-archive";
import { AuditStore } from "../../../workflow/audit-store";
import type { DeployedStack } from "../outputs";

const dynamodbIn = perRegion(DynamoDBClient);

/** The audit trail of a deployment, as the kit's programs use it. */
export const auditStoreOf = ({ deployment, retentionDays }: DeployedStack): AuditStore =>
  new AuditStore(dynamodbIn(deployment.region), {
    summary: deployment.ddbTableNameWFSummary,
    details: deployment.ddbTableNameWFDetails,
    retentionDays,
  });

/** The same, for what only operators do. */
export const auditArchiveOf = ({ deployment }: DeployedStack): AuditArchive =>
  new AuditArchive(dynamodbIn(deployment.region), deployment);
