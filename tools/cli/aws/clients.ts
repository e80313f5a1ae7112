import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ECSClient } from "@aws-sdk/client-ecs";
import { SFNClient } from "@aws-sdk/client-sfn";
import { AuditStore } from "../../../workflow/audit-store";
import type { DeployedStack } from "../outputs";
import { perRegion } from "./per-region";

const [ecsIn, stepFunctionsIn, dynamodbIn] = [perRegion(ECSClient), perRegion(SFNClient), perRegion(DynamoDBClient)];

/** The clients of AWS for a deployment, and its audit trail as the kit's programs use it. */
export function clientsOf({ deployment, retentionDays }: DeployedStack) {
  const { region, ddbTableNameWFSummary: summary, ddbTableNameWFDetails: details } = deployment;
  const dynamodb = dynamodbIn(region);
  const audit = new AuditStore(dynamodb, { summary, details, retentionDays });
  return { ecs: ecsIn(region), stepFunctions: stepFunctionsIn(region), dynamodb, audit };
}
