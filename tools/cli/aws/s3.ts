import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { createReadStream, fstatSync, openSync, readFileSync, type ReadStream } from "node:fs";
import { CommandError } from "../errors";
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

/** PutObject takes at most so much in one call, bytes. S3 API reference, PutObject. */
const mostBytes = 5 * 1024 ** 3;

interface Content {
  readonly body: ReadStream | Buffer;
  readonly bytes: number;
}

function contentOf(file: string): Content {
  try {
    if (file === "-") {
      const body = readFileSync(0);
      return { bytes: body.length, body };
    }
    const fd = openSync(file, "r");
    const stats = fstatSync(fd);
    // Of a pipe or a device nobody knows how long it is.
    if (!stats.isFile()) throw new Error("it is no file");
    return { bytes: stats.size, body: createReadStream(file, { fd }) };
  } catch (error) {
    throw unreadable(file, error);
  }
}

/**
 * Puts a file into a deployment's bucket.
 *
 * @param file its name, or `-` for standard input
 * @throws CommandError when the file cannot be read or is too large
 */
export async function upload({ deployment }: DeployedStack, file: string, key: string) {
  const { body, bytes } = contentOf(file);
  if (bytes > mostBytes) throw new CommandError(`${file} has ${bytes} bytes, more than one call takes: use aws s3 cp.`);
  const bucket = deployment.s3BucketName;
  await s3In(deployment.region).send(
    new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentLength: bytes }),
  );
  return { bucket, key, bytes };
}
