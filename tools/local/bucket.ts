import { paginateListObjectsV2, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { localCredentials, type EndpointUrls } from "./program-environment";
import type { Objects } from "../run-local/workflow-input";

/** A bucket at the local endpoint. */
export class Bucket {
  private readonly client: S3Client;

  constructor(
    private readonly name: string,
    { s3 }: EndpointUrls,
    region: string,
  ) {
    // s3rver does not know the checksums that newer clients send along.
    const requestChecksumCalculation = "WHEN_REQUIRED";
    this.client = new S3Client({ endpoint: s3, region, credentials: localCredentials, requestChecksumCalculation });
  }

  async put(objects: Objects): Promise<void> {
    for (const [Key, Body] of Object.entries(objects))
      await this.client.send(new PutObjectCommand({ Bucket: this.name, Key, Body }));
  }

  /** The keys of all objects, in order. */
  async keys(): Promise<string[]> {
    const keys: string[] = [];
    for await (const { Contents = [] } of paginateListObjectsV2({ client: this.client }, { Bucket: this.name }))
      keys.push(...Contents.map(({ Key = "" }) => Key));
    return keys.sort();
  }
}
