import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ECSClient } from "@aws-sdk/client-ecs";
import { S3Client } from "@aws-sdk/client-s3";
import { SFNClient } from "@aws-sdk/client-sfn";
import { AuditStore } from "../../../workflow/audit-store";
import type { DeployedStack } from "../outputs";

/** Makes one client of a service for each Region. Credentials and endpoints come from the environment. */
export function perRegion<Client>(Service: new (configuration: { readonly region: string }) => Client) {
  const clients = new Map<string, Client>();
  return (region: string): Client => {
    const client = clients.get(region) ?? new Service({ region });
    clients.set(region, client);
    return client;
  };
}

/** The S3 client of a Region. */
export const s3In = perRegion(S3Client);

const [ecsIn, stepFunctionsIn, dynamodbIn] = [perRegion(ECSClient), perRegion(SFNClient), perRegion(DynamoDBClient)];

/** The clients of AWS for a deployment, and its audit trail as the kit's programs use it. */
export function clientsOf({ deployment, retentionDays }: DeployedStack) {
  const { region, ddbTableNameWFSummary: summary, ddbTableNameWFDetails: details } = deployment;
  const dynamodb = dynamodbIn(region);
  const audit = new AuditStore(dynamodb, { summary, details, retentionDays });
  return { ecs: ecsIn(region), stepFunctions: stepFunctionsIn(region), dynamodb, audit };
}
