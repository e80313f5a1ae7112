import type { RequestListener } from "node:http";
import { AwsError, errorAnswer } from "./aws-error";
import { writeAnswer } from "../http/exchange";
import { readRequest, type GatewayAnswer, type GatewayRequest, type Serve } from "./request";

/** A server's listener: the first service that does not leave a request answers it. */
export const answeredBy =
  (services: readonly Serve[]): RequestListener =>
  (request, response) => {
    const answer = async () => {
      writeAnswer(request, response, await firstAnswer(services, await readRequest(request)));
    };
    answer().catch((error: unknown) => {
      writeAnswer(request, response, errorAnswer(error));
    });
  };

async function firstAnswer(services: readonly Serve[], request: GatewayRequest): Promise<GatewayAnswer> {
  for (const serve of services) {
    const answered = await serve(request);
    if (answered) return answered;
  }
  throw new AwsError("UnknownOperationException", `${request.service} has no operation ${request.operation} here`);
}
