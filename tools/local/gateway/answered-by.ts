import { AwsError, errorAnswer } from "../http/aws-answers";
import type { Handler } from "../http/local-server";
import { readRequest, type GatewayAnswer, type GatewayRequest, type Serve } from "./request";

/** Has each request answered by the first service that does not leave it. */
export const answeredBy =
  (services: readonly Serve[]): Handler =>
  async (request) =>
    answerOf(services, await readRequest(request));

/** The answer of the first service that does not leave a request; an error in the form of the service that it is for. */
export async function answerOf(services: readonly Serve[], request: GatewayRequest): Promise<GatewayAnswer> {
  const { service, operation } = request;
  try {
    for (const serve of services) {
      const answered = await serve(request);
      if (answered) return answered;
    }
    throw new AwsError("UnknownOperationException", `${service} has no operation ${operation} here`);
  } catch (error) {
    return errorAnswer(service, error as Error);
  }
}
