import { GetObjectCommand, paginateListObjectsV2, PutObjectCommand, S3ServiceException } from "@aws-sdk/client-s3";
import type { S3Client } from "@aws-sdk/client-s3";
import type { Json } from "../../json";
import { toStatesError, type Integration, type ServiceErrors } from "./integration";

const errors: ServiceErrors = { prefix: "S3", baseName: "S3Exception", baseClass: S3ServiceException };

const translated =
  <Parameters>(call: (parameters: Parameters) => Promise<Json>): Integration =>
  async (parameters) => {
    try {
      return await call(parameters as unknown as Parameters);
    } catch (error) {
      throw toStatesError(error, errors);
    }
  };

interface ObjectAt {
  readonly Bucket: string;
  readonly Key: string;
}

/** The text of an object: what the ItemReader of a Distributed Map parses. */
export const s3GetObject = (client: S3Client): Integration =>
  translated(async ({ Bucket, Key }: ObjectAt) => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
    return (await Body?.transformToString("utf8")) ?? "";
  });

/** All objects under a prefix, over all pages, as an ItemReader gives them. */
export const s3ListObjects = (client: S3Client): Integration =>
  translated(async ({ Bucket, Prefix }: { readonly Bucket: string; readonly Prefix: string }) => {
    const items: Json[] = [];
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix }))
      items.push(...Contents.map(({ Key = "", Size = 0, ETag = "" }) => ({ Key, Size, Etag: ETag })));
    return items;
  });

/** Writes an object: what a ResultWriter does. */
export const s3PutObject = (client: S3Client): Integration =>
  translated(async ({ Bucket, Key, Body }: ObjectAt & { readonly Body: string }) => {
    await client.send(new PutObjectCommand({ Bucket, Key, Body }));
    return {};
  });
