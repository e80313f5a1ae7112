import type { Calls, ServiceRequest } from "../../endpoints/front/service-call";
import type { Account } from "../account";
import { jsonCall } from "./json-call";

interface Input {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly RequestItems?: Readonly<Record<string, unknown>>;
}

/**
 * DynamoDB: each operation is an action of the same name on each table that it names, or on the index.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export function dynamodbAccesses(request: ServiceRequest, account: Account): Calls {
  const { operation, input } = jsonCall<Input>(request);
  const resources = namesIn(input).map((name) => tableArn(account, name));
  return {
    operation,
    accesses: (resources.length > 0 ? resources : ["*"]).map((resource) => ({
      action: `dynamodb:${operation}`,
      resource,
      context: {},
    })),
  };
}

const namesIn = ({ TableName, IndexName, RequestItems = {} }: Input): string[] => [
  ...(TableName === undefined ? [] : [IndexName === undefined ? TableName : `${TableName}/index/${IndexName}`]),
  ...Object.keys(RequestItems),
];

const tableArn = ({ region, accountId }: Account, name: string): string =>
  name.startsWith("arn:") ? name : `arn:aws:dynamodb:${region}:${accountId}:table/${name}`;
