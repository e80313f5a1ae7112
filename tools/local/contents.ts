import { paginateListObjectsV2, PutObjectCommand, S3Client, type S3ServiceException } from "@aws-sdk/client-s3";
import { climbsOut } from "./endpoints/s3/call";
import { localCredentials } from "./program-environment";
import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { inOrder } from "../page/attempt";
import { toRow, type DetailRow, type SummaryRow } from "../../workflow/audit-rows";
import type { Deployment } from "../../workflow/deployment";

/** The key of the sample object, which the spec templates name. */
export const sampleKey = "amazon_ecs_starter_kit/input.bin";

/** Objects for a bucket, by key. */
export type Objects = Readonly<Record<string, Uint8Array>>;

/** A bucket at the local endpoint. */
export class Bucket {
  private readonly client: S3Client;

  /** @param endpoint where S3 answers */
  constructor(
    private readonly name: string,
    endpoint: string,
    region: string,
  ) {
    this.client = new S3Client({ endpoint, region, credentials: localCredentials });
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

/** The rows of a deployment's audit tables. */
export type AuditRows = Awaited<ReturnType<typeof readAuditTables>>;

/**
 * Reads both audit tables as a whole, details ordered by task name as people count: `task_2` before `task_10`.
 *
 * @param endpoint where DynamoDB answers
 */
export async function readAuditTables(
  { ddbTableNameWFSummary, ddbTableNameWFDetails, region }: Deployment,
  endpoint: string,
) {
  const client = new DynamoDBClient({ endpoint, region, credentials: localCredentials });
  const details = await scan<DetailRow>(client, ddbTableNameWFDetails);
  return {
    summaries: await scan<SummaryRow>(client, ddbTableNameWFSummary),
    details: details.sort(inOrder),
  };
}

async function scan<Row extends SummaryRow | DetailRow>(client: DynamoDBClient, table: string): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: table, ConsistentRead: true }))
    rows.push(...Items.map((item) => toRow<Row>(item)));
  return rows;
}
