import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { createReadStream, statSync, type Stats } from "node:fs";
import { unreadable } from "../files";
import type { DeployedStack } from "../outputs";
import { perRegion } from "./clients";

const nothing = (): void => undefined;

/** The client warns on the console, in the middle of what is shown, that it does not send a stream again: unless it has a logger. */
class QuietS3Client extends S3Client {
  constructor(configuration: { readonly region: string }) {
    super({ ...configuration, logger: { debug: nothing, info: nothing, warn: nothing, error: nothing } });
  }
}

export const s3In = perRegion(QuietS3Client);

function statsOf(file: string): Stats {
  try {
    const stats = statSync(file);
    // Of a pipe or a device nobody knows how long it is.
    if (!stats.isFile()) throw new Error("it is no file");
    return stats;
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** Puts a file into a deployment's bucket. @throws CommandError when it cannot be read */
export async function upload({ deployment }: DeployedStack, file: string, key: string) {
  const { size: bytes } = statsOf(file);
  const [bucket, body] = [deployment.s3BucketName, createReadStream(file)];
  const put = new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentLength: bytes });
  await s3In(deployment.region).send(put);
  return { bucket, key, bytes };
}
