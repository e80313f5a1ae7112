import { S3Client } from "@aws-sdk/client-s3";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Objects by bucket and key, copied as S3 copies: paths and copy sources are decoded once, keys are taken as they are. */
export async function startMemoryS3() {
  const objects = new Map<string, string>();
  const server = createServer((request, response) => {
    answer(objects, request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forcePathStyle: true,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  const close = async (): Promise<void> => {
    client.destroy();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  };
  return { client, objects, close };
}

function answer(objects: Map<string, string>, request: IncomingMessage, response: ServerResponse): void {
  const [path = ""] = String(request.url).split("?");
  const target = decodeURIComponent(path.slice(1));
  const source = request.headers["x-amz-copy-source"];
  const from = typeof source === "string" ? decodeURIComponent(source) : target;
  const content = objects.get(from);
  if (content === undefined) {
    response.writeHead(404).end("<Error><Code>NoSuchKey</Code><Message>no</Message></Error>");
    return;
  }
  objects.set(target, content);
  response.writeHead(200, { etag: '"x"' });
  response.end(request.method === "HEAD" ? undefined : `<CopyObjectResult><ETag>"x"</ETag></CopyObjectResult>`);
}
