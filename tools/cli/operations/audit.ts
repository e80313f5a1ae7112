import { AuditArchive } from "./audit-archive";
import { AuditStore } from "../../../workflow/audit-store";
import { dynamodbIn } from "../aws/dynamodb";
import type { DeployedStack } from "../outputs";

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
