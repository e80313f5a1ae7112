import { PutObjectCommand } from "@aws-sdk/client-s3";
import { createReadStream, fstatSync, openSync, readFileSync, type ReadStream } from "node:fs";
import { basename } from "node:path";
import { s3In } from "../aws/s3";
import { CommandError } from "../command-error";
import { unreadable } from "../files";
import type { DeployedStack } from "../outputs";

/** Result of `upload --json`. */
export interface UploadedObject {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: number;
}

/** The folder in the bucket that the spec templates name. */
const folder = "amazon_ecs_starter_kit";

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
 * @param key by default the file's name, in the templates' folder
 * @throws CommandError when the file cannot be read or is too large
 */
export async function upload({ deployment }: DeployedStack, file: string, key?: string): Promise<UploadedObject> {
  if (file === "-" && key === undefined)
    throw new CommandError("Standard input has no name: say under which key the object is to be, as in: upload - KEY");
  const { body, bytes } = contentOf(file);
  if (bytes > mostBytes) throw new CommandError(`${file} has ${bytes} bytes, more than one call takes: use aws s3 cp.`);
  const object = { bucket: deployment.s3BucketName, key: key ?? `${folder}/${basename(file)}`, bytes };
  const command = new PutObjectCommand({ Bucket: object.bucket, Key: object.key, Body: body, ContentLength: bytes });
  await s3In(deployment.region).send(command);
  return object;
}
