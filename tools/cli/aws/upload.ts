import { PutObjectCommand } from "@aws-sdk/client-s3";
import type { DeployedStack } from "../outputs";
import { s3In } from "./clients";

/** Puts an object into a deployment's bucket. */
export async function upload({ deployment }: DeployedStack, content: Buffer, key: string) {
  const bucket = deployment.s3BucketName;
  await s3In(deployment.region).send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content }));
  return { bucket, key, bytes: content.length };
}
