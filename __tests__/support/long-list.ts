import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { toItem, unfinishedIndex, unfinishedMark, type DetailRow, type SummaryRow } from "../../workflow/audit-rows";
import { taskArn } from "./ecs-answers";

/** Rows of 600 bytes, of which DynamoDB reads 1 MB for each page. DynamoDB API reference, Query. */
const rowsInPage = 1_700;

interface Query {
  readonly IndexName?: string;
  readonly ExclusiveStartKey?: { readonly ecs_task_id: { readonly S: string } };
  readonly ExpressionAttributeValues: Readonly<Record<string, { readonly S?: string }>>;
}

/** DynamoDB with one run of so many rows that they are made when they are asked for. */
export interface LongList {
  readonly url: string;
  /** How many rows were read, by the name of the index or table. */
  readonly read: Record<string, number>;
  readonly updates: object[];
  readonly close: () => Promise<void>;
}

/** @param statusOf the status of the row at each place */
export async function startLongList(
  summary: SummaryRow,
  rows: number,
  statusOf: (place: number) => DetailRow["status"],
): Promise<LongList> {
  const read: Record<string, number> = {};
  const updates: object[] = [];
  const itemAt = (place: number) => {
    const status = statusOf(place);
    const { workflow_name, workflow_run_id, start_time, update_time } = summary;
    const row = { workflow_name, workflow_run_id, start_time, update_time, status, task_name: `${place}:task` };
    const reason = status === "Failed" ? { reason: "no such key" } : {};
    const mark = { [unfinishedIndex.rangeKey]: unfinishedMark[status] };
    return toItem({ ...row, ...reason, ...mark, ecs_task_id: taskArn(String(place)) });
  };
  const query = ({ IndexName, ExclusiveStartKey, ExpressionAttributeValues }: Query) => {
    const mark = ExpressionAttributeValues[":mark"]?.S;
    const start = Number(ExclusiveStartKey?.ecs_task_id.S ?? 0);
    const end = Math.min(start + rowsInPage, rows);
    const places = Array.from({ length: end - start }, (_, index) => start + index).filter((place) => {
      const own = unfinishedMark[statusOf(place)];
      return IndexName === undefined || (mark === undefined ? own !== undefined : own === mark);
    });
    const from = IndexName ?? "table";
    read[from] = (read[from] ?? 0) + places.length;
    const next = end < rows ? { LastEvaluatedKey: { ecs_task_id: { S: String(end) } } } : {};
    return { Items: places.map(itemAt), Count: places.length, ...next };
  };
  const operations: Readonly<Record<string, (input: never) => object>> = {
    GetItem: () => ({ Item: toItem(summary) }),
    Query: query,
    UpdateItem: (input: object) => {
      updates.push(input);
      return {};
    },
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const [, operation = ""] = String(request.headers["x-amz-target"]).split(".");
    const body = JSON.stringify(operations[operation]?.((await json(request)) as never));
    response.writeHead(200, { "content-type": "application/x-amz-json-1.0" }).end(body);
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    read,
    updates,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
