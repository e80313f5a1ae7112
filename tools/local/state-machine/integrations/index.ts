import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ECSClient } from "@aws-sdk/client-ecs";
import { S3Client } from "@aws-sdk/client-s3";
import type { Invocable } from "../../lambda/functions";
import type { Credentials } from "../../iam/principals";
import type { DenialOf } from "../../iam/iam";
import type { EndpointUrls } from "../../program-environment";
import { dynamodbIntegrations } from "./dynamodb";
import { ecsIntegrations } from "./ecs";
import type { Integrations } from "./integration";
import { lambdaIntegrations } from "./lambda";
import { s3Integrations } from "./s3";

/** Identity that the states call services with. */
interface IntegrationCaller {
  readonly credentials: Credentials;
  readonly denialOf: DenialOf;
}

/** All integrations that can be run here. */
export function integrationsOf(
  functions: readonly Invocable[],
  urls: Omit<EndpointUrls, "sns">,
  region: string,
  { credentials, denialOf }: IntegrationCaller,
): Integrations {
  // Trying again is up to the state machine.
  const common = { region, credentials, maxAttempts: 1 };
  const dynamodb = new DynamoDBClient({ ...common, endpoint: urls.dynamodb });
  const ecs = new ECSClient({ ...common, endpoint: urls.ecs });
  // A Map's reader and writer try again by themselves.
  const s3 = new S3Client({ ...common, maxAttempts: 3, endpoint: urls.s3 });
  return {
    ...lambdaIntegrations(functions, denialOf),
    ...ecsIntegrations(ecs),
    ...dynamodbIntegrations(dynamodb),
    ...s3Integrations(s3),
  };
}
