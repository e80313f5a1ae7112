import { paginateListObjectsV2 } from "@aws-sdk/client-s3";
import { s3In } from "../aws/s3";
import type { DeployedStack } from "../outputs";

/** The keys of a deployment's objects that begin with a prefix, without those that stand for folders. */
export async function keysWithPrefix({ deployment }: DeployedStack, prefix: string): Promise<string[]> {
  const pages = paginateListObjectsV2(
    { client: s3In(deployment.region) },
    { Bucket: deployment.s3BucketName, Prefix: prefix },
  );
  const keys: string[] = [];
  for await (const { Contents = [] } of pages) keys.push(...Contents.map(({ Key = "" }) => Key));
  return keys.filter((key) => !key.endsWith("/"));
}
