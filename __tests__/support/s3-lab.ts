import { GetObjectCommand, ListObjectsV2Command, S3Client, type S3ServiceException } from "@aws-sdk/client-s3";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startS3Endpoint } from "../../tools/local/endpoints/s3";
import { objectTags } from "../../tools/local/running";

const credentials = { accessKeyId: "OPERATOR", secretAccessKey: "local" };

/** The local S3 with one bucket in eu-west-1, and one in us-west-2. */
export async function startS3Lab() {
  const folder = mkdtempSync(join(tmpdir(), "s3-lab-"));
  const endpoint = await startS3Endpoint({ buckets: { bucket: "eu-west-1", abroad: "us-west-2" }, folder });
  const client = new S3Client({ endpoint: endpoint.url, region: "eu-west-1", credentials, maxAttempts: 1 });
  return {
    client,
    url: endpoint.url,
    folder,
    hasTags: objectTags(endpoint),
    text: async (Key: string, Bucket = "bucket") =>
      (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString(),
    keys: async () =>
      ((await client.send(new ListObjectsV2Command({ Bucket: "bucket" }))).Contents ?? []).map(({ Key }) => Key),
    close: async () => {
      client.destroy();
      await endpoint.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Name and HTTP status of what a call is refused with. */
export const refusalOf = async (sent: Promise<unknown>): Promise<readonly [string, number | undefined]> => {
  try {
    await sent;
    return ["none", undefined];
  } catch (error) {
    const { name, $metadata } = error as S3ServiceException;
    return [name, $metadata.httpStatusCode];
  }
};
