import { once } from "node:events";
import {
  connect,
  constants,
  createServer,
  type ClientHttp2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";
import { connect as connectSocket } from "node:net";
import { buffer } from "node:stream/consumers";
import { onlySchemasOf } from "./schema-filter";

/** Passes a call of gRPC on, and its answer back with status and message in its trailers. */
function passOn(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, provider: ClientHttp2Session): void {
  const call = provider.request(headers);
  const trailers = once(call, "trailers");
  trailers.catch(() => undefined);
  call.once("response", (answer, flags) => {
    // An error may come without a body: all of it is in the headers.
    stream.respond({ ...answer }, { endStream: (flags & 1) === 1, waitForTrailers: true });
  });
  stream.once("wantTrailers", () => {
    void trailers.then(([found]) => {
      stream.sendTrailers({ ...(found as IncomingHttpHeaders) });
    });
  });
  // One that is called off, or ends without an answer, ends on the other side too.
  stream.once("close", () => {
    call.close(stream.rstCode);
  });
  call.once("close", () => {
    if (call.rstCode !== 0) stream.close(call.rstCode);
  });
  for (const one of [stream, call]) one.on("error", () => undefined);
  stream.pipe(call).pipe(stream);
}

/**
 * Listens before a provider, and lets Terraform see the schemas of some types only: to read all 1,500 of the AWS provider is most of
 * what a Terraform command does.
 *
 * @param socket of the provider
 * @param own socket to listen on
 * @param usedTypes names of the types that the next command needs
 * @returns what ends it
 */
export async function startProviderProxy(
  socket: string,
  own: string,
  usedTypes: () => ReadonlySet<string>,
): Promise<() => void> {
  let schemas: Promise<Buffer> | undefined;
  const sessions = new Set<{ destroy(): void }>();
  const server = createServer();
  server.on("session", (session) => {
    const provider = connect("http://localhost", { createConnection: () => connectSocket(socket) });
    sessions.add(session).add(provider);
    for (const one of [session, provider]) one.on("error", () => undefined);
    session.once("close", () => {
      provider.destroy();
    });
    session.on("stream", (stream, headers) => {
      if (headers[":path"] !== "/tfplugin5.Provider/GetSchema") {
        passOn(stream, headers, provider);
        return;
      }
      if (!schemas) {
        const call = provider.request(headers);
        stream.pipe(call);
        schemas = buffer(call);
      }
      schemas.then(
        (all) => {
          stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
          stream.once("wantTrailers", () => {
            stream.sendTrailers({ "grpc-status": "0" });
          });
          stream.end(onlySchemasOf(usedTypes(), all));
        },
        () => {
          stream.close(constants.NGHTTP2_INTERNAL_ERROR);
        },
      );
    });
  });
  server.listen(own);
  await once(server, "listening");
  return () => {
    for (const session of sessions) session.destroy();
    server.close();
  };
}
