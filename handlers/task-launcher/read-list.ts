import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { InvalidWorkflowSpec } from "../../workflow/errors";
import { regionOfBucket } from "../../workflow/bucket";
import { NotUtf8, utf8Text } from "../../workflow/utf8";
import { requestHandler } from "../clients";

/** A list of tasks in S3. */
interface StoredList {
  readonly text: string;
  /** Changes with the object. */
  readonly etag: string;
}

/** A function of 256 MiB holds a list of so many bytes, and what is made of it. */
const mostBytes = 16 * 1024 ** 2;

/** Errors of S3 about an object that no retry would make readable. S3 API reference, "Error responses". */
const explanations: Readonly<Record<string, string>> = {
  NoSuchKey: "there is no such object",
  NoSuchBucket: "there is no such bucket",
  AccessDenied: "the launcher's role may not read it",
  InvalidObjectState: "it is archived, restore it first",
};

/** Reads a list from S3. @throws InvalidWorkflowSpec when it is not there, may not be read, or is too long */
export async function readListFromS3(bucket: string, key: string): Promise<StoredList> {
  const place = `s3://${bucket}/${key}`;
  try {
    const {
      Body,
      ContentLength = 0,
      ETag = "",
    } = await new S3Client({ requestHandler }).send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    if (ContentLength > mostBytes)
      throw new InvalidWorkflowSpec([
        `taskSource: ${place} has ${ContentLength} bytes, of at most ${mostBytes}; pattern 2 takes longer lists`,
      ]);
    return { text: utf8Text((await Body?.transformToByteArray()) ?? new Uint8Array()), etag: ETag };
  } catch (error) {
    if (error instanceof NotUtf8) throw new InvalidWorkflowSpec([`taskSource: ${place} ${error.message}`]);
    const region = regionOfBucket(error);
    const explanation =
      region === undefined
        ? explanations[(error as Error).name]
        : `its bucket is in Region ${region}, and the launcher in another: name a bucket of the launcher's Region`;
    if (explanation === undefined) throw error;
    throw new InvalidWorkflowSpec([`taskSource: ${place} cannot be read: ${explanation}`]);
  }
}
