import { GetObjectCommand, ListObjectsV2Command, S3Client, type S3ServiceException } from "@aws-sdk/client-s3";
import { newS3 } from "../../tools/local/endpoints/s3/s3";
import { startLocalServer } from "../../tools/local/http/local-server";
import { objectTags } from "../../tools/local/iam/s3-accesses";

const credentials = { accessKeyId: "OPERATOR", secretAccessKey: "local" };

/** The local S3 with one bucket in eu-west-1, and one in us-west-2. */
export async function startS3Lab() {
  const s3 = newS3({ bucket: "eu-west-1", abroad: "us-west-2" });
  const endpoint = await startLocalServer(s3);
  const client = new S3Client({ endpoint: endpoint.url, region: "eu-west-1", credentials, maxAttempts: 1 });
  return {
    client,
    url: endpoint.url,
    hasTags: objectTags(s3),
    text: async (Key: string, Bucket = "bucket") =>
      (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString(),
    keys: async () =>
      ((await client.send(new ListObjectsV2Command({ Bucket: "bucket" }))).Contents ?? []).map(({ Key }) => Key),
    close: async () => {
      client.destroy();
      await endpoint.close();
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
