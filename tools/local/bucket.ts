import { paginateListObjectsV2, PutObjectCommand, S3Client, type S3ServiceException } from "@aws-sdk/client-s3";
import { climbsOut } from "./endpoints/s3/address";
import { localCredentials, type EndpointUrls } from "./program-environment";

/** The key of the sample object, which the spec templates name. */
export const sampleKey = "amazon_ecs_starter_kit/input.bin";

/** Objects for a bucket, by key. */
export type Objects = Readonly<Record<string, Uint8Array>>;

/** A bucket at the local endpoint. */
export class Bucket {
  private readonly client: S3Client;

  constructor(
    private readonly name: string,
    { s3 }: Pick<EndpointUrls, "s3">,
    region: string,
  ) {
    this.client = new S3Client({ endpoint: s3, region, credentials: localCredentials });
  }

  /** @throws Error naming the key that S3 does not take */
  async put(objects: Objects): Promise<void> {
    for (const [Key, Body] of Object.entries(objects))
      try {
        await this.client.send(new PutObjectCommand({ Bucket: this.name, Key, Body }));
      } catch (error) {
        const { name } = error as S3ServiceException;
        const said = climbsOut(Key) ? "there are more ../ in it than folders before them" : name;
        throw new Error(`S3 does not take an object with the key ${Key}: ${said}`, { cause: error });
      }
  }

  /** The keys of all objects, in order. */
  async keys(): Promise<string[]> {
    const keys: string[] = [];
    for await (const { Contents = [] } of paginateListObjectsV2({ client: this.client }, { Bucket: this.name }))
      keys.push(...Contents.map(({ Key = "" }) => Key));
    return keys.sort();
  }
}
