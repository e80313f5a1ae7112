import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { destinationKey } from "./destination";
import type { TaskSettings } from "./environment";
import { log } from "./log";

/** Counts the lines of the object and writes the number beside it, as JSON. */
export async function work(settings: TaskSettings, taskArn: string, signal: AbortSignal): Promise<string> {
  const { region, s3BucketName: Bucket, objectKey, targetFolder } = settings;
  const s3 = new S3Client({ region });
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: objectKey }), { abortSignal: signal });
  const text = (await Body?.transformToString()) ?? "";
  const lines = text.match(/\n/g)?.length ?? 0;
  const Key = `${destinationKey(objectKey, taskArn, targetFolder)}.json`;
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: JSON.stringify({ objectKey, lines }) }), {
    abortSignal: signal,
  });
  log.info("Counted", { objectKey, lines });
  return Key;
}
