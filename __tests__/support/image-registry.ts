import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Closers } from "../../tools/local/ending";
import { startDependent } from "../../tools/local/tools/dependent-process";

/** The registry that stands in for ECR's. Debian's package of the same name. */
export const registryCommand = "docker-registry";

/** `/v2/<repository>/manifests/<tag or digest>` */
const manifestPath = /^\/v2\/(.+)\/manifests\/(.+)$/;

const isTag = (reference: string): boolean => !reference.startsWith("sha256:");

/** What an answer of the registry tells to refuse. OCI distribution specification, "Error Codes". */
const refuse = (response: ServerResponse, status: number, code: string, message: string, headers = {}): void => {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify({ errors: [{ code, message }] }));
};

/** A registry on this machine that takes and refuses images as ECR does. */
export class ImageRegistry {
  /** Pushes and pulls of manifests, such as `PUT kit:tag`, `GET kit@sha256:…`, in their order. */
  readonly manifests: string[] = [];
  /** Manifests cannot be read as long as it is true. */
  unreadable = false;
  /** Of a repository's tags, as ECR's API calls it. */
  mutabilityOf: (repository: string) => Promise<string> = () => Promise.resolve("MUTABLE");
  /** The login that is asked for: user and password, joined by a colon, in base64. */
  login = (): Promise<string> => Promise.resolve("");
  private readonly closers = new Closers();
  private readonly server = createServer((request, response) => {
    this.answer(request, response).catch((error: unknown) => {
      refuse(response, 500, "UNKNOWN", String(error));
    });
  });
  private behind = "";

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** @throws Error with what the registry printed when it does not start */
  async start(): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "registry-"));
    this.closers.add(() => {
      rmSync(folder, { recursive: true, force: true });
    });
    const file = join(folder, "registry.yml");
    const storage = `{ filesystem: { rootdirectory: ${JSON.stringify(join(folder, "images"))} } }`;
    writeFileSync(file, `version: 0.1\nstorage: ${storage}\nhttp: { addr: "127.0.0.1:0" }\n`);
    const { process: registry, close } = startDependent(registryCommand, ["serve", file]);
    this.closers.add(close);
    const lines: string[] = [];
    const port = await new Promise<string>((resolve, reject) => {
      registry.once("exit", () => {
        reject(new Error(`${registryCommand} ended:\n${lines.join("\n")}`));
      });
      for (const input of [registry.stdout, registry.stderr])
        createInterface({ input }).on("line", (line) => {
          lines.push(line);
          const [, found] = /listening on 127\.0\.0\.1:(\d+)/.exec(line) ?? [];
          if (found !== undefined) resolve(found);
        });
    });
    this.behind = `http://127.0.0.1:${port}`;
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    this.closers.add(() => {
      this.server.close();
      this.server.closeAllConnections();
    });
  }

  close = (): Promise<void> => this.closers.close();

  /** The image that the registry has under `repository:tag` or `repository@digest`, as `repository@digest`; undefined when none. */
  async find(image: string): Promise<string | undefined> {
    const [, repository = "", reference = ""] = /^(.+?)[:@](.+)$/.exec(image) ?? [];
    const accept = "application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.index.v1+json";
    const { headers } = await fetch(`${this.behind}/v2/${repository}/manifests/${reference}`, {
      method: "HEAD",
      headers: { accept: `${accept}, application/vnd.oci.image.manifest.v1+json` },
    });
    const digest = headers.get("docker-content-digest");
    return digest === null ? undefined : `${repository}@${digest}`;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url = "/", headers } = request;
    const reads = method === "GET" || method === "HEAD";
    if (headers.authorization !== `Basic ${await this.login()}`) {
      refuse(response, 401, "UNAUTHORIZED", "no login", { "www-authenticate": 'Basic realm="ECR"' });
      return;
    }
    const [, repository = "", reference = ""] = manifestPath.exec(url) ?? [];
    if (reference !== "") this.manifests.push(`${method} ${repository}${isTag(reference) ? ":" : "@"}${reference}`);
    if (reference !== "" && reads && this.unreadable) {
      refuse(response, 503, "UNAVAILABLE", "not now");
      return;
    }
    if (method === "PUT" && isTag(reference) && reference !== "" && (await this.isFixed(repository, url))) {
      // As ECR words it.
      const message = `The image tag '${reference}' already exists in the '${repository}' repository and cannot be overwritten because the tag is immutable.`;
      refuse(response, 400, "TAG_INVALID", message);
      return;
    }
    this.pass(request, response);
  }

  /** A tag that exists in a repository whose tags are immutable. */
  private async isFixed(repository: string, url: string): Promise<boolean> {
    if ((await this.mutabilityOf(repository)) !== "IMMUTABLE") return false;
    const { status } = await fetch(`${this.behind}${url}`, { method: "HEAD" });
    return status === 200;
  }

  private pass(request: IncomingMessage, response: ServerResponse): void {
    const { method, url, headers } = request;
    const outgoing = httpRequest(`${this.behind}${String(url)}`, { method, headers });
    outgoing.once("error", (error) => response.destroy(error));
    outgoing.once("response", (incoming) => {
      response.writeHead(incoming.statusCode ?? 500, incoming.headers);
      incoming.pipe(response);
    });
    request.pipe(outgoing);
  }
}
