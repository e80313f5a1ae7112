import type { Calls, ServiceRequest } from "../../endpoints/front/service-call";
import { UnknownOperation } from "../access";

/**
 * SNS, as far as publishing to a topic goes, in the AWS Query protocol.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
 *
 * @throws UnknownOperation
 */
export function snsAccesses({ body }: ServiceRequest): Calls {
  const parameters = new URLSearchParams(body.toString("utf8"));
  const [operation, topicArn] = [parameters.get("Action") ?? "", parameters.get("TopicArn")];
  if (operation !== "Publish" || topicArn === null)
    throw new UnknownOperation(`What sns:${operation} needs is not known here`);
  return { operation, accesses: [{ action: "sns:Publish", resource: topicArn, context: {} }] };
}
