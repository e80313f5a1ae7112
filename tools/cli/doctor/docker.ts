import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { get, type IncomingMessage, type RequestOptions } from "node:http";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { ok, type Judged } from "./check";

/** Environment in which Docker's configuration and the address of its Engine are looked for. */
interface DockerSetting {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/** Time limit for an Engine's answer: milliseconds. */
const engineTimeoutMs = 5_000;

const defaultSocket = "unix:///var/run/docker.sock";

const readJsonFile = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));

/**
 * The address that a context of the Docker CLI stands for.
 *
 * @throws Error when there is no such context
 */
function addressOfContext(name: string, { home }: DockerSetting): string {
  const id = createHash("sha256").update(name).digest("hex");
  const file = join(home, ".docker", "contexts", "meta", id, "meta.json");
  if (!existsSync(file)) throw new Error(`there is no context ${name} in ${join(home, ".docker", "contexts")}`);
  const { Endpoints } = readJsonFile(file) as { Endpoints?: { docker?: { Host?: string } } };
  return Endpoints?.docker?.Host ?? defaultSocket;
}

/**
 * The address of the Engine that Terraform's Docker provider takes, as its version 3.6 does: DOCKER_CONTEXT goes before
 * DOCKER_HOST, and the CLI's current context is not asked.
 */
function providerAddress(setting: DockerSetting): string {
  const { DOCKER_CONTEXT: context, DOCKER_HOST: host } = setting.environment;
  return context ? addressOfContext(context, setting) : host || defaultSocket;
}

/** Connection options of an address; undefined when it is not reached by plain HTTP. */
function reached(address: string, { DOCKER_CERT_PATH: certificates }: DockerSetting["environment"]) {
  if (address.startsWith("unix://")) return { socketPath: address.slice("unix://".length) };
  const { protocol, hostname, port } = new URL(address);
  return protocol === "tcp:" && !certificates ? { host: hostname, port } : undefined;
}

/** The version that an Engine tells. */
async function version(options: RequestOptions): Promise<string> {
  const asked = get({ ...options, path: "/version", timeout: engineTimeoutMs });
  // One that comes after the answer began is the answer's, too.
  asked.on("error", () => undefined);
  asked.on("timeout", () => asked.destroy(new Error(`no answer within ${engineTimeoutMs / 1_000} s`)));
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  return ((await json(answer)) as { Version: string }).Version;
}

/** The sockets on which an Engine may answer that the provider does not ask: the CLI's current context first. */
function otherAddresses(setting: DockerSetting): string[] {
  const { home, environment } = setting;
  const file = join(home, ".docker", "config.json");
  const { currentContext: current } = (existsSync(file) ? readJsonFile(file) : {}) as { currentContext?: string };
  const runtime = environment["XDG_RUNTIME_DIR"];
  const sockets = [
    join(home, ".docker", "run", "docker.sock"),
    join(home, ".docker", "desktop", "docker.sock"),
    join(home, ".colima", "default", "docker.sock"),
    ...(runtime ? [join(runtime, "docker.sock")] : []),
  ];
  return [
    ...(current && current !== "default" ? [addressOfContext(current, setting)] : []),
    ...sockets.filter((socket) => existsSync(socket)).map((socket) => `unix://${socket}`),
    defaultSocket,
  ];
}

async function firstThatAnswers(addresses: readonly string[], setting: DockerSetting): Promise<string | undefined> {
  for (const address of addresses) {
    const options = reached(address, setting.environment);
    if (options && (await version(options).catch(() => undefined))) return address;
  }
  return undefined;
}

/** Advice where no Engine answers. */
export const needed = "Deploying needs a running Docker Engine, unless the setting imageUri names an image";

/** Tries the Docker Engine that Terraform would build the image with. */
export async function tryDocker(setting: DockerSetting): Promise<Judged> {
  const asked = providerAddress(setting);
  const options = reached(asked, setting.environment);
  if (!options) return { verdict: "warn", found: `${asked} is not tried from here`, todo: `Look yourself. ${needed}` };
  try {
    return ok(`${await version(options)}, at ${asked}`);
  } catch (error) {
    const other = await firstThatAnswers(otherAddresses(setting), setting);
    const todo = other
      ? `Terraform does not look where the docker command does: unset DOCKER_CONTEXT; export DOCKER_HOST=${other}`
      : needed;
    return { verdict: "warn", found: `no Engine answers at ${asked}: ${(error as Error).message}`, todo };
  }
}
