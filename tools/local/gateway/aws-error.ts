import type { GatewayAnswer } from "./request";

/** An error as an AWS API answers it. */
export class AwsError extends Error {
  /** @param status HTTP status */
  constructor(
    override readonly name: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** Answers in the AWS JSON protocol. */
export const jsonAnswer = (body: object, status = 200): GatewayAnswer => ({
  status,
  headers: { "content-type": "application/x-amz-json-1.0" },
  body: JSON.stringify(body, undefined),
});

/** Error that one of our clients got from the service behind, or that is ours. */
interface Answered extends Error {
  readonly status?: number;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** The answer that an error is: one of AWS as such, passed on from the service behind too; any other is a server's fault. */
export function errorAnswer(thrown: unknown): GatewayAnswer {
  const { name, message, status, $metadata } = thrown as Answered;
  const known = status ?? $metadata?.httpStatusCode;
  const body = { __type: known === undefined ? "InternalFailure" : name, message };
  return {
    ...jsonAnswer(body, known ?? 500),
    headers: { "content-type": "application/x-amz-json-1.0", "x-amzn-errortype": body.__type },
  };
}
