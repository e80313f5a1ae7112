import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  type AttributeValue,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { auditKeys, unfinishedIndex } from "../../../workflow/audit-rows";

type Item = Record<string, AttributeValue>;
type Input = UpdateItemCommandInput & {
  readonly Item?: Item;
  readonly IndexName?: string;
  readonly ExclusiveStartKey?: Item;
  readonly ExpressionAttributeValues?: Item;
};

/** The audit tables in memory, for as much of DynamoDB as the audit store uses: many times as fast as an engine. */
export class MemoryDynamodb {
  private readonly items = new Map<string, Item>();

  /** @param onWrite is told each item after it was written */
  constructor(private readonly onWrite: (item: Item) => void = () => undefined) {}

  /** Does what a command asks for. */
  execute(name: string, input: Input): object {
    const operation = this.operations[name];
    if (!operation) throw new Error(`There is no ${name} here`);
    return operation(input);
  }

  private readonly operations: Readonly<Record<string, (input: Input) => object>> = {
    PutItemCommand: (input) => {
      this.check(input, this.items.get(keyOf(input.Item ?? {})));
      return this.write(input.Item ?? {});
    },
    GetItemCommand: ({ Key = {} }) => ({ Item: this.items.get(keyOf(Key)) }),
    UpdateItemCommand: (input) => {
      const standing = this.items.get(keyOf(input.Key ?? {}));
      this.check(input, standing);
      const item = updated({ ...input.Key, ...standing }, input);
      return { ...this.write(item), ...(input.ReturnValues === "ALL_NEW" && { Attributes: item }) };
    },
    QueryCommand: ({ IndexName, ExclusiveStartKey, ExpressionAttributeValues: values = {} }) => {
      const found = [...this.items.values()].filter(
        (item) =>
          auditKeys.detailsRangeKey in item &&
          (IndexName === undefined || unfinishedIndex.rangeKey in item) &&
          (values[":mark"] === undefined || markOf(item) === values[":mark"].S) &&
          item[auditKeys.detailsHashKey]?.N === values[":run"]?.N &&
          item["workflow_name"]?.S === values[":workflow"]?.S,
      );
      if (IndexName === undefined || values[":mark"]) return { Items: found };
      // Two pages: an item that moves from the second to the first while a query goes on is passed over.
      const [ended, open] = [
        found.filter((item) => markOf(item) !== "open"),
        found.filter((item) => markOf(item) === "open"),
      ];
      return ExclusiveStartKey
        ? { Items: open }
        : { Items: ended, LastEvaluatedKey: { [unfinishedIndex.rangeKey]: { S: "open" } } };
    },
  };

  private check(input: Input, standing: Item | undefined): void {
    const { ConditionExpression } = input;
    if (
      ConditionExpression === undefined ||
      ConditionExpression.split(" OR ").some((all) => all.split(" AND ").every(holds(input, standing)))
    )
      return;
    throw new ConditionalCheckFailedException({ message: "The conditional request failed", $metadata: {} });
  }

  private write(item: Item): object {
    this.items.set(keyOf(item), item);
    this.onWrite(item);
    return {};
  }
}

/** Rows of both tables have a run id; only those of the details have a task id. */
const keyOf = (item: Item): string =>
  JSON.stringify([item["workflow_run_id"]?.N, item["ecs_task_id"]?.S ?? ["summary", item["workflow_name"]?.S]]);

const markOf = (item: Item): string | undefined => item[unfinishedIndex.rangeKey]?.S;

const nameOf = ({ ExpressionAttributeNames: names = {} }: Input, word: string): string => names[word] ?? word;

const holds =
  (input: Input, standing: Item | undefined) =>
  (clause: string): boolean => {
    const [, not, exists] = /^attribute_(not_)?exists\((.+)\)$/.exec(clause) ?? [];
    if (exists !== undefined) return (standing?.[nameOf(input, exists)] === undefined) === (not !== undefined);
    const [, left = "", right = ""] = /^(\S+) (?:=|IN) \(?([^)]+)\)?$/.exec(clause) ?? [];
    const allowed = right.split(", ").map((word) => input.ExpressionAttributeValues?.[word]?.S);
    return allowed.includes(standing?.[nameOf(input, left)]?.S ?? "none");
  };

function updated(item: Item, input: Input): Item {
  const { UpdateExpression = "", ExpressionAttributeValues: values = {} } = input;
  const [sets = "", removes = ""] = UpdateExpression.split(/ ?REMOVE /);
  const removed = removes.split(", ").map((word) => nameOf(input, word));
  const set = [...sets.matchAll(/(#\w+) = (if_not_exists\(#\w+, )?(:\w+)/g)]
    .map(([, word = "", ifNew, value = ""]) => ({ name: nameOf(input, word), ifNew, value: values[value] }))
    .filter(({ name, ifNew }) => ifNew === undefined || !(name in item));
  return Object.fromEntries([
    ...Object.entries(item).filter(([name]) => !removed.includes(name)),
    ...set.map(({ name, value }) => [name, value]),
  ]) as Item;
}

/** A client, each command of which is executed by `execute`. */
export const dynamodbClient = (execute: (name: string, input: Input) => Promise<object>): DynamoDBClient =>
  Object.assign(new DynamoDBClient({ region: "eu-west-1" }), {
    send: (command: object) => execute(command.constructor.name, (command as { input: Input }).input),
  });
