import type { IncomingMessage, RequestListener } from "node:http";

/**
 * Names that lead to this machine and to nothing else: the address, `localhost`, and names below them, as clients make them
 * that put an account or a bucket in front (`000000000000.127.0.0.1`). RFC 6761, 6.3: resolvers answer names below
 * `localhost` with the loopback address; no name below `127.0.0.1` is in the domain name system.
 */
const ownHost = /^([a-z0-9-]+\.)*(127\.0\.0\.1|localhost)$/i;

/** The host that a request is for: of its address, when it is sent as to a proxy, and of its header. */
function hostsOf({ url = "", headers }: IncomingMessage): (string | undefined)[] {
  const [, addressed] = /^https?:\/\/([^/?#]*)/i.exec(url) ?? [];
  return addressed === undefined ? [headers.host] : [headers.host, addressed];
}

const isOwn =
  (port: number | undefined) =>
  (host: string | undefined): boolean => {
    const [, name = "", given] = /^(.*?)(?::(\d+))?$/.exec(host ?? "") ?? [];
    return ownHost.test(name) && Number(given ?? 80) === port;
  };

/**
 * Reason for which a request is refused: it comes from a web page. Browsers name the page's origin in `Origin` with everything but simple
 * reads (Fetch standard, "append a request `Origin` header"), name its site in `Sec-Fetch-Site`, and keep to the page's own
 * host in `Host`, also when that name was made to lead here.
 */
function refusal(request: IncomingMessage): string | undefined {
  const { headers, socket, method } = request;
  if (headers.origin !== undefined) return `requests of web pages are not answered: Origin ${headers.origin}`;
  const site = headers["sec-fetch-site"];
  if (site === "cross-site" || site === "same-site") return `requests of web pages are not answered: Sec-Fetch-Site`;
  if (method === "OPTIONS") return "OPTIONS is not answered";
  if (!hostsOf(request).every(isOwn(socket.localPort))) return `this is not ${String(headers.host)}`;
  return undefined;
}

/** A listener that only programs of this machine reach: whatever a web page sends is answered with status 403. */
export const guarded =
  (listener: RequestListener): RequestListener =>
  (request, response) => {
    const reason = refusal(request);
    if (reason === undefined) {
      listener(request, response);
      return;
    }
    request.resume();
    response.writeHead(403, { "content-type": "text/plain; charset=utf-8", connection: "close" });
    response.end(`${reason}\n`);
  };
