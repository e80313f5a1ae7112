import type { Statement } from "./service-role";
import type { Target } from "./target";

/**
 * Permissions on a customer's key that a role needs: the service that it calls uses the key in the role's name. Service
 * authorization reference, KMS; DynamoDB developer guide, "Authorizing use of your AWS KMS key"; SQS and SNS developer guides, "Key management".
 */
const keyUses = {
  objects: { service: "s3", sid: "UseKeyForObjects", actions: ["kms:Decrypt", "kms:GenerateDataKey"] },
  lists: { service: "s3", sid: "UseKeyForLists", actions: ["kms:Decrypt"] },
  rows: {
    service: "dynamodb",
    sid: "UseKeyForRows",
    actions: [
      "kms:Decrypt",
      "kms:DescribeKey",
      "kms:Encrypt",
      "kms:GenerateDataKey",
      "kms:ReEncryptFrom",
      "kms:ReEncryptTo",
    ],
  },
  secrets: { service: "secretsmanager", sid: "UseKeyForSecrets", actions: ["kms:Decrypt"] },
  parameters: { service: "ssm", sid: "UseKeyForParameters", actions: ["kms:Decrypt"] },
  deadLetters: { service: "sqs", sid: "UseKeyForDeadLetters", actions: ["kms:Decrypt", "kms:GenerateDataKey"] },
  notifications: { service: "sns", sid: "UseKeyForNotifications", actions: ["kms:Decrypt", "kms:GenerateDataKey"] },
  environment: { service: "lambda", sid: "UseKeyForEnvironment", actions: ["kms:Decrypt"] },
} as const;

/** Using the key by way of one service and no other way; nothing where the keys are AWS's. */
export function useKeyStatements(
  { region, kmsKeyArn }: Pick<Target, "region" | "kmsKeyArn">,
  use: keyof typeof keyUses,
): Statement[] {
  if (!kmsKeyArn) return [];
  const { service, sid, actions } = keyUses[use];
  const via = { test: "StringEquals", variable: "kms:ViaService", values: [`${service}.${region}.amazonaws.com`] };
  return [{ sid, actions: [...actions], resources: [kmsKeyArn], condition: [via] }];
}
