import { randomUUID } from "node:crypto";
import type { OutgoingHttpHeaders } from "node:http";
import XmlBuilder from "fast-xml-builder";

/** Answer to an HTTP request. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer | string;
}

/** Errors that are a fault of the service, not of the request. */
const serverFaults: readonly string[] = ["InternalError", "InternalFailure", "ServerException"];

interface AwsErrorOptions {
  /** HTTP status. @default 500 for a fault of the service, else 400 */
  readonly status?: number;
  /** Further members of a JSON answer, such as the `resourceIds` of a ConflictException. */
  readonly details?: object;
  readonly headers?: OutgoingHttpHeaders;
}

/** An error as an AWS API answers it, by its name there, such as `ThrottlingException` or `SlowDown`. */
export class AwsError extends Error {
  readonly status: number;
  readonly details: object;
  readonly headers: OutgoingHttpHeaders;

  constructor(
    override readonly name: string,
    message: string,
    { status = serverFaults.includes(name) ? 500 : 400, details = {}, headers = {} }: AwsErrorOptions = {},
  ) {
    super(message);
    this.status = status;
    this.details = details;
    this.headers = headers;
  }
}

type TextAnswer = HttpAnswer & { readonly body: string };

/** An object in an AWS JSON protocol; of 1.1, which ECS has, it is no other. */
export const jsonAnswer = (body: object, status = 200): TextAnswer => ({
  status,
  headers: { "content-type": "application/x-amz-json-1.0", "x-amzn-requestid": randomUUID() },
  body: JSON.stringify(body, epochSeconds),
});

/** Times are seconds since 1970 in these protocols. `value` would be a date's text already, so the holder is asked. */
function epochSeconds(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const original = this[key];
  return original instanceof Date ? original.getTime() / 1_000 : value;
}

const jsonError = ({ name, message, status, details }: AwsError): TextAnswer => {
  const answer = jsonAnswer({ __type: name, message, ...details }, status);
  return { ...answer, headers: { ...answer.headers, "x-amzn-errortype": name } };
};

const xmlError = ({ name, message, status, headers }: AwsError): TextAnswer => {
  const requestId = randomUUID();
  return {
    status,
    headers: { "content-type": "application/xml", "x-amz-request-id": requestId, ...headers },
    body: toXml({ Error: { Code: name, Message: message, RequestId: requestId } }),
  };
};

/** The result of an operation in the AWS Query protocol. */
export const queryAnswer = (operation: string, namespace: string, result: object): TextAnswer => ({
  status: 200,
  headers: { "content-type": "text/xml" },
  body: toXml({
    [`${operation}Response`]: {
      "@xmlns": namespace,
      [`${operation}Result`]: result,
      ResponseMetadata: { RequestId: randomUUID() },
    },
  }),
});

/** AWS Query protocol, "Error serialization". */
const queryError = ({ name, message, status }: AwsError): TextAnswer => {
  const error = { Type: status < 500 ? "Sender" : "Receiver", Code: name, Message: message };
  return {
    status,
    headers: { "content-type": "text/xml" },
    body: toXml({ ErrorResponse: { Error: error, RequestId: randomUUID() } }),
  };
};

/** The form of a service's errors, and the name of what is its own fault. */
const forms: Readonly<Record<string, readonly [fault: string, form: (error: AwsError) => TextAnswer]>> = {
  ecs: ["ServerException", jsonError],
  s3: ["InternalError", xmlError],
  sns: ["InternalError", queryError],
};

/**
 * The answer that an error is, in the form that the service's clients understand.
 *
 * @param service as signatures have it, e.g. `states`
 * @param thrown whatever is no AwsError is a fault of the service
 */
export function errorAnswer(service: string, thrown: Error): TextAnswer {
  const [fault, form] = forms[service] ?? ["InternalFailure", jsonError];
  return form(thrown instanceof AwsError ? thrown : new AwsError(fault, String(thrown)));
}

const entities: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;" };

/** Control characters become numbers: a reader would take CR for LF. */
const escape = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  text.replace(/[<>&"\u0000-\u001f]/g, (found) => entities[found] ?? `&#${found.charCodeAt(0)};`);

const builder = new XmlBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  processEntities: false,
  tagValueProcessor: (_, value) => escape(String(value)),
});

/**
 * An XML document.
 *
 * @param content elements by name, a list for several of one name, and attributes as `@name`; what is undefined is left out
 */
export const toXml = (content: object): string => `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(content)}`;
