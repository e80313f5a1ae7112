import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { tryDocker } from "../../../tools/cli/doctor/machine";

const folder = mkdtempSync(join(tmpdir(), "doctor-"));
const [first, second, gone] = ["unix:///first.sock", "ssh://me@builder", "unix:///gone.sock"];

/** A command `docker` that knows two Engines, and contexts that lead to them; its current one is in CURRENT. */
const command = `#!/bin/sh
address() {
  case "$1" in
    one) echo ${first} ;;
    other) echo ${second} ;;
    *) echo "context \\"$1\\" does not exist" >&2; exit 1 ;;
  esac
}
case "$*" in
  "context inspect --format {{.Endpoints.docker.Host}}"*) address "\${5:-$CURRENT}" ;;
  "--host ${first} version --format {{.Server.Version}}") echo 1.0 ;;
  "--host ${second} version --format {{.Server.Version}}") echo 2.0 ;;
  *) echo; echo "Cannot connect to the Docker daemon. Is the docker daemon running?" >&2; exit 1 ;;
esac
`;

beforeAll(() => {
  writeFileSync(join(folder, "docker"), command);
  chmodSync(join(folder, "docker"), 0o755);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const look = (environment: Record<string, string>) =>
  tryDocker({ PATH: [folder, process.env["PATH"]].join(delimiter), CURRENT: "none", ...environment });

describe("Given Docker Engines at several addresses", () => {
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
    await expect(look({ DOCKER_CONTEXT: "absent" })).rejects.toThrow('context "absent" does not exist');
  });

  it("When only the CLI's current context leads to one, then it is said what to export", async () => {
    expect(await look({ DOCKER_HOST: gone, CURRENT: "other" })).toEqual({
      verdict: "warn",
      found: `no Engine answers at ${gone}: Cannot connect to the Docker daemon.`,
      todo: `Terraform does not look where the docker command does: unset DOCKER_CONTEXT; export DOCKER_HOST=${second}`,
    });
  });

  it("When none answers anywhere, then the default socket was asked, and it is said what needs one", async () => {
    expect(await look({})).toEqual({
      verdict: "warn",
      found: "no Engine answers at unix:///var/run/docker.sock: Cannot connect to the Docker daemon.",
      todo: "Deploying needs a running Docker Engine, unless the setting imageUri names an image",
    });
  });
});
