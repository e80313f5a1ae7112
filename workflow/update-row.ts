import {
  ConditionalCheckFailedException,
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { toItem } from "./audit-rows";

/** Takes an attribute off a row. */
export const remove = Symbol("remove");

/** Attributes of a row to be written or taken off; undefined ones stay as they are. */
export type Changes<Row> = { readonly [Name in keyof Row]?: Row[Name] | typeof remove };

interface RowChange {
  readonly table: string | undefined;
  readonly key: Record<string, AttributeValue>;
  /** Attributes by name, as `Changes` are. */
  readonly set: object;
  /** Attributes that the row gets where it does not have them yet: with these it may be a new one. */
  readonly first?: object;
  /** Statuses of which the row must have one. @default any */
  readonly from?: readonly string[];
}

/**
 * Changes a row by one conditional write.
 *
 * @returns false when the row has none of the statuses `from` which it may be changed
 * @throws ConditionalCheckFailedException when those are not named, and there is no row
 */
export async function updateRow(client: DynamoDBClient, change: RowChange): Promise<boolean> {
  const { table, key, set, first, from } = change;
  const given = Object.entries({ ...set, ...first }).filter(([, value]) => value !== undefined);
  const removed = given.filter(([, value]) => value === remove).map(([name]) => `#${name}`);
  const written = Object.entries(toItem(Object.fromEntries(given.filter(([, value]) => value !== remove))));
  const statuses = (from ?? []).map((status, index) => [`:from${index}`, { S: status }] as const);
  const values: (readonly [string, AttributeValue])[] = [
    ...written.map(([name, value]) => [`:${name}`, value] as const),
    ...statuses,
  ];
  const sets = written.map(([name]) =>
    first && name in first ? `#${name} = if_not_exists(#${name}, :${name})` : `#${name} = :${name}`,
  );
  const conditions = [
    ...(from === undefined ? ["attribute_exists(#status)"] : []),
    ...(first ? ["attribute_not_exists(#status)"] : []),
    ...(statuses.length > 0 ? [`#status IN (${statuses.map(([name]) => name).join(", ")})`] : []),
  ];
  try {
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: key,
        UpdateExpression: [clause("SET", sets), clause("REMOVE", removed)].join(" ").trim(),
        ConditionExpression: conditions.join(" OR "),
        ExpressionAttributeNames: Object.fromEntries(
          ["status", ...given.map(([name]) => name)].map((name) => [`#${name}`, name]),
        ),
        ...(values.length > 0 && { ExpressionAttributeValues: Object.fromEntries(values) }),
      }),
    );
    return true;
  } catch (error) {
    if (from !== undefined && error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

const clause = (keyword: string, items: readonly string[]): string =>
  items.length > 0 ? `${keyword} ${items.join(", ")}` : "";
