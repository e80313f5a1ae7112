import { randomUUID } from "node:crypto";
import { UnknownOperation } from "../../iam/access";
import { S3Error } from "../s3/s3-error";
import type { Service, ServiceAnswer } from "./service-call";

/** An error of an AWS API. */
export interface ServiceError {
  /** E.g. `AccessDeniedException`, `SlowDown`. */
  readonly code: string;
  readonly message: string;
  readonly status: number;
}

const escaped: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;" };
const escape = (text: string): string => text.replace(/[<>&]/g, (character) => escaped[character] ?? "");

const json =
  (version: string) =>
  ({ code, message, status }: ServiceError, requestId: string): ServiceAnswer => ({
    status,
    headers: { "content-type": `application/x-amz-json-${version}`, "x-amzn-requestid": requestId },
    body: JSON.stringify({ __type: code, message }),
  });

const xml = ({ code, message, status }: ServiceError, requestId: string): ServiceAnswer => ({
  status,
  headers: { "content-type": "application/xml", "x-amz-request-id": requestId },
  body:
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<Error><Code>${escape(code)}</Code><Message>${escape(message)}</Message><RequestId>${requestId}</RequestId></Error>`,
});

const formats = { dynamodb: json("1.0"), ecs: json("1.1"), s3: xml } as const;

/** An error in the form that the service's clients understand. */
export const errorAnswer = (service: Service, error: ServiceError): ServiceAnswer =>
  formats[service](error, randomUUID());

/** The answer to a call that threw: what S3 refuses, what is not known here, or a server's fault. */
export function faultAnswer(service: Service, error: unknown): ServiceAnswer {
  if (error instanceof S3Error) return errorAnswer(service, error);
  return error instanceof UnknownOperation
    ? errorAnswer(service, { code: "NotImplemented", message: error.message, status: 501 })
    : errorAnswer(service, { code: "InternalError", message: String(error), status: 500 });
}
