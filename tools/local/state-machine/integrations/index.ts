import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ECSClient } from "@aws-sdk/client-ecs";
import { S3Client } from "@aws-sdk/client-s3";
import type { Invocable } from "../../lambda/functions";
import type { Credentials } from "../../iam/principals";
import type { DenialOf } from "../../iam/iam";
import { localCredentials, type EndpointUrls } from "../../program-environment";
import { dynamodbItem } from "./dynamodb-item";
import { ecsRunTask } from "./ecs-run-task";
import type { Integration } from "./integration";
import { lambdaInvoke } from "./lambda-invoke";
import { s3GetObject, s3ListObjects, s3PutObject } from "./s3-items";

/** Integrations by the ARN that a Task state has as its `Resource`. */
export type Integrations = Readonly<Record<string, Integration>>;

/** Identity that the states call services with. */
interface IntegrationCaller {
  readonly credentials: Credentials;
  readonly denialOf: DenialOf;
}

const operator: IntegrationCaller = { credentials: localCredentials, denialOf: () => undefined };

/**
 * All integrations that can be run here.
 *
 * @param caller by default the operator, who may do everything
 */
export function integrationsOf(
  functions: readonly Invocable[],
  urls: Omit<EndpointUrls, "sns">,
  region: string,
  { credentials, denialOf }: IntegrationCaller = operator,
): Integrations {
  // Trying again is up to the state machine.
  const common = { region, credentials, maxAttempts: 1 };
  const dynamodb = new DynamoDBClient({ ...common, endpoint: urls.dynamodb });
  const ecs = new ECSClient({ ...common, endpoint: urls.ecs });
  // A Map's reader and writer try again by themselves.
  const s3 = new S3Client({ ...common, maxAttempts: 3, endpoint: urls.s3 });
  return {
    "arn:aws:states:::lambda:invoke": lambdaInvoke(functions, denialOf),
    "arn:aws:states:::aws-sdk:ecs:runTask": ecsRunTask(ecs),
    "arn:aws:states:::dynamodb:putItem": dynamodbItem(dynamodb, "putItem"),
    "arn:aws:states:::dynamodb:updateItem": dynamodbItem(dynamodb, "updateItem"),
    // Of a Distributed Map's ItemReader and ResultWriter.
    "arn:aws:states:::s3:getObject": s3GetObject(s3),
    "arn:aws:states:::s3:listObjectsV2": s3ListObjects(s3),
    "arn:aws:states:::s3:putObject": s3PutObject(s3),
  };
}
