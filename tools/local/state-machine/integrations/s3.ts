import {
  GetObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3ServiceException,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { Json } from "../../json";
import { serviceCall, type Integrations, type ServiceErrors } from "./integration";

const errors: ServiceErrors = { prefix: "S3", baseName: "S3Exception", baseClass: S3ServiceException };

interface ObjectAt {
  readonly Bucket: string;
  readonly Key: string;
}

interface Prefix {
  readonly Bucket: string;
  readonly Prefix: string;
}

/** The calls of a Distributed Map's ItemReader and ResultWriter, whose answers are what the Map makes of them. */
export const s3Integrations = (client: S3Client): Integrations => ({
  "arn:aws:states:::s3:getObject": serviceCall(
    "s3:getObject",
    ["Bucket", "Key"],
    errors,
    async ({ Bucket, Key }: ObjectAt) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      return (await Body?.transformToString("utf8")) ?? "";
    },
  ),
  // All objects, over all pages.
  "arn:aws:states:::s3:listObjectsV2": serviceCall(
    "s3:listObjectsV2",
    ["Bucket", "Prefix"],
    errors,
    async ({ Bucket, Prefix }: Prefix) => {
      const items: Json[] = [];
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix }))
        items.push(...Contents.map(({ Key = "", Size = 0, ETag = "" }) => ({ Key, Size, Etag: ETag })));
      return items;
    },
  ),
  "arn:aws:states:::s3:putObject": serviceCall(
    "s3:putObject",
    ["Bucket", "Key", "Body"],
    errors,
    async ({ Bucket, Key, Body }: ObjectAt & { readonly Body: string }) => {
      await client.send(new PutObjectCommand({ Bucket, Key, Body }));
      return {};
    },
  ),
});
