import { jsonIn, type AwsRequest } from "../../http/aws-request";
import { UnknownOperation, type Account, type Calls, type Service } from "../service-call";
import { ecsAccesses } from "./ecs";
import { s3Accesses } from "./s3";

interface Input {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly RequestItems?: Readonly<Record<string, unknown>>;
}

/**
 * DynamoDB: each operation is an action of the same name on each table that it names, or on the index.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
function dynamodbAccesses(request: AwsRequest, account: Account): Calls {
  const { operation } = request;
  const resources = namesIn(jsonIn(request)).map((name) => tableArn(account, name));
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

/**
 * SNS, as far as publishing to a topic goes, in the AWS Query protocol.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
 *
 * @throws UnknownOperation
 */
function snsAccesses({ body }: AwsRequest): Calls {
  const parameters = new URLSearchParams(body.toString("utf8"));
  const [operation, topicArn] = [parameters.get("Action") ?? "", parameters.get("TopicArn")];
  if (operation !== "Publish" || topicArn === null)
    throw new UnknownOperation(`What sns:${operation} needs is not known here`);
  return { operation, accesses: [{ action: "sns:Publish", resource: topicArn, context: {} }] };
}

type Mapping = (request: AwsRequest, account: Account) => Calls | Promise<Calls>;

const mappings: Readonly<Record<Service, Mapping>> = {
  dynamodb: dynamodbAccesses,
  ecs: ecsAccesses,
  s3: s3Accesses,
  sns: snsAccesses,
};

/**
 * Operation of a request, and the permissions that its caller needs.
 *
 * @throws UnknownOperation when that is not known here
 */
export const accessesOf = (service: Service, request: AwsRequest, account: Account): Calls | Promise<Calls> =>
  mappings[service](request, account);
