import { jsonIn, signatureOf, type AwsRequest, answering, type Handler } from "../http/exchange";
import type { Iam } from "./iam";
import { ecsAccesses } from "./ecs-accesses";
import { s3Accesses } from "./s3-accesses";
import { UnknownOperation, type Account, type Calls, type Service, type ServiceInterceptor } from "./service-call";

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

/** Operation of a request to each service, and the permissions that its caller needs. @throws UnknownOperation when that is not known here */
const callsOf: Readonly<
  Record<Service, (request: AwsRequest, account: Account, behind: Handler) => Calls | Promise<Calls>>
> = {
  dynamodb: dynamodbAccesses,
  ecs: ecsAccesses,
  s3: s3Accesses,
  sns: snsAccesses,
};

interface FrontOptions {
  readonly service: Service;
  /** The service, which believes whatever reaches it. */
  readonly behind: Handler;
  /** Whatever calls refer to. */
  readonly account: Account;
  /** Whoever may call. */
  readonly principals: Pick<Iam, "find">;
  /** Is asked about each call; several are joined by `chained`. */
  readonly intercept: ServiceInterceptor;
}

/** The front of a service: it understands each call, has it intercepted, and passes it on. */
export const front =
  ({ service, behind, account, principals, intercept }: FrontOptions): Handler =>
  async (request) => {
    const { accessKeyId } = signatureOf(request.headers);
    const principal = accessKeyId === undefined ? undefined : principals.find(accessKeyId);
    const call = { ...request, service, accessKeyId, principal, ...(await callsOf[service](request, account, behind)) };
    return intercept(call, () => answering(behind)(request));
  };
