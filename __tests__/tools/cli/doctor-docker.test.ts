import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { tryDocker } from "../../../tools/cli/doctor/docker";

const home = mkdtempSync(join(tmpdir(), "doctor-"));
const servers: Server[] = [];

afterAll(async () => {
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  rmSync(home, { recursive: true });
});

/** An Engine that tells its version, at a socket below the home folder. */
async function engine(version: string, ...path: string[]): Promise<string> {
  const socket = join(home, ...path);
  mkdirSync(dirname(socket), { recursive: true });
  const server = createServer(({ url }, answer) => {
    answer.writeHead(url === "/version" ? 200 : 404).end(JSON.stringify({ Version: version }));
  });
  servers.push(server);
  await once(server.listen(socket), "listening");
  return `unix://${socket}`;
}

function context(name: string, Host: string): void {
  const id = createHash("sha256").update(name).digest("hex");
  const folder = join(home, ".docker", "contexts", "meta", id);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "meta.json"), JSON.stringify({ Name: name, Endpoints: { docker: { Host } } }));
}

const look = (environment: Record<string, string>) => tryDocker({ environment, home });
const nowhere = `unix://${join(home, "nowhere.sock")}`;

describe("Given Docker Engines at several addresses", () => {
  let first: string;
  let second: string;
  beforeAll(async () => {
    first = await engine("1.0", "first.sock");
    second = await engine("2.0", "second.sock");
    context("other", second);
  });

  it("When DOCKER_HOST names one, then that one is tried", async () => {
    expect(await look({ DOCKER_HOST: first })).toEqual({ verdict: "ok", found: `1.0, at ${first}` });
  });

  it("When DOCKER_CONTEXT names one too, then it goes before, as it does for Terraform's provider", async () => {
    expect(await look({ DOCKER_HOST: first, DOCKER_CONTEXT: "other" })).toEqual({
      verdict: "ok",
      found: `2.0, at ${second}`,
    });
  });

  it("When DOCKER_CONTEXT names none that there is, then that is the reason", async () => {
    await expect(look({ DOCKER_CONTEXT: "gone" })).rejects.toThrow(
      `there is no context gone in ${join(home, ".docker", "contexts")}`,
    );
  });

  it("When only the CLI's current context leads to one, then it is said what to export", async () => {
    writeFileSync(join(home, ".docker", "config.json"), JSON.stringify({ currentContext: "other" }));
    expect(await look({ DOCKER_HOST: nowhere })).toEqual({
      verdict: "warn",
      found: expect.stringMatching(`^no Engine answers at ${nowhere}: .*ENOENT`) as string,
      todo: `Terraform does not look where the docker command does: unset DOCKER_CONTEXT; export DOCKER_HOST=${second}`,
    });
  });

  it("When one answers at the socket of Docker Desktop alone, then it is said what to export", async () => {
    writeFileSync(join(home, ".docker", "config.json"), "{}");
    const desktop = await engine("3.0", ".docker", "desktop", "docker.sock");
    expect(await look({ DOCKER_HOST: nowhere })).toMatchObject({
      todo: expect.stringContaining(`export DOCKER_HOST=${desktop}`) as string,
    });
  });

  it("When it is reached by ssh, then that is not tried, and not called well", async () => {
    expect(await look({ DOCKER_HOST: "ssh://me@builder" })).toMatchObject({
      verdict: "warn",
      found: "ssh://me@builder is not tried from here",
    });
  });
});
