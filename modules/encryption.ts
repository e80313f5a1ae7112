import type { Statement } from "./service-role";

/** Whose key encrypts what is at rest. */
export interface EncryptionProps {
  readonly region: string;
  /** @default AWS's own keys */
  readonly kmsKeyArn?: string | undefined;
}

/**
 * What a role needs of a customer's key when it calls a service: the service uses the key in the role's name. Service
 * authorization reference, KMS; DynamoDB developer guide, "Authorizing use of your AWS KMS key".
 */
const keyUses = {
  s3: { sid: "UseKeyForObjects", actions: ["kms:Decrypt", "kms:GenerateDataKey"] },
  dynamodb: {
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
  lambda: { sid: "UseKeyForEnvironment", actions: ["kms:Decrypt"] },
} as const;

/** Using the key by way of one service and no other way; nothing where the keys are AWS's. */
export function useKeyStatements({ region, kmsKeyArn }: EncryptionProps, service: keyof typeof keyUses): Statement[] {
  if (!kmsKeyArn) return [];
  const { sid, actions } = keyUses[service];
  const via = { test: "StringEquals", variable: "kms:ViaService", values: [`${service}.${region}.amazonaws.com`] };
  return [{ sid, actions: [...actions], resources: [kmsKeyArn], condition: [via] }];
}
