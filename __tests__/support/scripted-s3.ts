import { S3Client } from "@aws-sdk/client-s3";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { AddressInfo } from "node:net";

/** One call that S3 received, by the name of its operation, with the headers that tell of a copy. */
export interface S3Call {
  readonly operation: string;
  readonly path: string;
  /** Number of the part, 0 for what is none. */
  readonly part: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** S3 as far as a copy goes, for what s3rver does not have: UploadPartCopy, conditions, faults. Nothing is stored. */
export interface ScriptedS3 {
  readonly client: S3Client;
  readonly calls: readonly S3Call[];
  /** Answers an operation with HTTP status 412 or another from now on; `part` for one part of UploadPartCopy alone. */
  readonly fail: (operation: string, status: number, code: string, part?: number) => void;
  readonly close: () => Promise<void>;
}

/** @param head the headers that HeadObject answers with */
export async function startScriptedS3(head: Readonly<Record<string, string>>): Promise<ScriptedS3> {
  const calls: S3Call[] = [];
  const faults = new Map<string, { status: number; code: string }>();
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(String(request.url), "http://s3");
    const operation = operationOf(request, searchParams);
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => keptHeaders.test(name)));
    const part = Number(searchParams.get("partNumber"));
    calls.push({ operation, path: pathname, part, headers, body: await text(request) });
    const fault = faults.get(`${operation}${part}`) ?? faults.get(operation);
    if (fault) response.writeHead(fault.status).end(`<Error><Code>${fault.code}</Code><Message>no</Message></Error>`);
    else response.writeHead(200, operation === "HeadObject" ? head : {}).end(answers[operation]?.(part));
  };
  const server = createServer((request, response) => void respond(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  return {
    client,
    calls,
    fail: (operation, status, code, part) => void faults.set(`${operation}${String(part ?? "")}`, { status, code }),
    close: async () => {
      client.destroy();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

const keptHeaders = /^(x-amz-(copy|meta)-|content-type$|cache-control$)/;

function operationOf({ method, headers }: IncomingMessage, query: URLSearchParams): string {
  if (query.has("uploads")) return "CreateMultipartUpload";
  const ofUpload = { PUT: "UploadPartCopy", POST: "CompleteMultipartUpload", DELETE: "AbortMultipartUpload" };
  if (query.has("uploadId")) return ofUpload[method as keyof typeof ofUpload];
  if (method === "HEAD") return "HeadObject";
  return headers["x-amz-copy-source"] ? "CopyObject" : String(method);
}

const answers: Readonly<Record<string, (part: number) => string>> = {
  CopyObject: () => `<CopyObjectResult><ETag>"copy"</ETag></CopyObjectResult>`,
  CreateMultipartUpload: () =>
    `<InitiateMultipartUploadResult><UploadId>upload-1</UploadId></InitiateMultipartUploadResult>`,
  UploadPartCopy: (part) => `<CopyPartResult><ETag>"part-${part}"</ETag></CopyPartResult>`,
  CompleteMultipartUpload: () => `<CompleteMultipartUploadResult><ETag>"whole"</ETag></CompleteMultipartUploadResult>`,
};
