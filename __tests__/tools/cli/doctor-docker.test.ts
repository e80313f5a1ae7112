import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { judge, type Check } from "../../../tools/cli/doctor/check";
import { machineChecks, tryDocker } from "../../../tools/cli/doctor/machine";

const folder = mkdtempSync(join(tmpdir(), "doctor-"));
const [first, second, gone] = ["unix:///first.sock", "ssh://me@builder", "unix:///gone.sock"];

/** A command `docker` that knows two Engines, and contexts that lead to them. */
const command = `#!/bin/sh
address() {
  case "$1" in
    one) echo ${first} ;;
    other) echo ${second} ;;
    *) echo "context \\"$1\\" does not exist" >&2; exit 1 ;;
  esac
}
case "$*" in
  "context inspect --format {{.Endpoints.docker.Host}}"*) address "$5" ;;
  "--host ${first} version --format {{.Server.Version}}") echo 1.0 ;;
  "--host ${second} version --format {{.Server.Version}}") echo 2.0 ;;
  *) echo; echo "Cannot connect to the Docker daemon at $2. Is the docker daemon running?" >&2; exit 1 ;;
esac
`;

beforeAll(() => {
  writeFileSync(join(folder, "docker"), command);
  chmodSync(join(folder, "docker"), 0o755);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const path = [folder, process.env["PATH"]].join(delimiter);
const look = (environment: Record<string, string>) => tryDocker({ PATH: path, ...environment });

describe("Given Docker Engines at several addresses", () => {
  it("When DOCKER_HOST names one, then that one is tried", async () => {
    expect(await look({ DOCKER_HOST: first })).toBe(`1.0, at ${first}`);
  });

  it("When DOCKER_CONTEXT names one too, then it goes before, as it does for Terraform's provider", async () => {
    expect(await look({ DOCKER_HOST: first, DOCKER_CONTEXT: "other" })).toBe(`2.0, at ${second}`);
  });

  it("When DOCKER_CONTEXT names none that there is, then that is the reason", async () => {
    await expect(look({ DOCKER_CONTEXT: "absent" })).rejects.toThrow('context "absent" does not exist');
  });

  it("When none answers there, then the reason is told, and what to export where the command docker finds one", async () => {
    const [check] = machineChecks.filter(({ what }) => what === "Docker");
    const look = () => tryDocker({ PATH: path, DOCKER_HOST: gone });
    expect(await judge({ ...(check as Check), look })).toEqual({
      what: "Docker",
      verdict: "warn",
      found: `Cannot connect to the Docker daemon at ${gone}. Is the docker daemon running?`,
      todo: expect.stringMatching(
        /^Deploying needs a running Docker Engine, unless the setting imageUri .* export DOCKER_HOST=\$\(docker context inspect --format '{{.Endpoints.docker.Host}}'\)$/,
      ) as unknown,
    });
  });

  it("When no address is named, then the default socket is asked", async () => {
    await expect(look({})).rejects.toThrow("Cannot connect to the Docker daemon at unix:///var/run/docker.sock.");
  });
});
