import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ok, type Check, type Judged } from "./check";

const run = promisify(execFile);

/** Time limit for a tool's answer: milliseconds. */
const toolTimeoutMs = 10_000;

type Environment = Readonly<Record<string, string | undefined>>;

const defaultSocket = "unix:///var/run/docker.sock";

/** Output of the command `docker`. @throws Error whose last line is the reason */
async function docker(env: Environment, ...words: readonly string[]): Promise<string> {
  return (await run("docker", words, { env, timeout: toolTimeoutMs })).stdout.trim();
}

/**
 * Tries the Docker Engine that Terraform would build the image with. Its Docker provider takes DOCKER_CONTEXT before DOCKER_HOST, as
 * of version 3.6, and does not ask for the CLI's current context.
 *
 * @throws Error when DOCKER_CONTEXT names no context, no Engine answers there, or there is no command `docker`
 */
export async function tryDocker(env: Environment): Promise<Judged> {
  const { DOCKER_CONTEXT: context, DOCKER_HOST: host } = env;
  const address = context
    ? await docker(env, "context", "inspect", "--format", "{{.Endpoints.docker.Host}}", context)
    : host || defaultSocket;
  return ok(`${await docker(env, "--host", address, "version", "--format", "{{.Server.Version}}")}, at ${address}`);
}

/** The first Terraform with a lock file in S3, which the S3 backend uses. Terraform changelog, 1.10. */
const leastTerraform = "1.10.0";

/** True when a version is at least another; both as `1.10.2`. */
export const isAtLeast = (version: string, least: string): boolean =>
  version.localeCompare(least, "en", { numeric: true }) >= 0;

/** Checks of the tools on this machine. */
export const machineChecks: readonly Check[] = [
  {
    what: "Node.js",
    look: () =>
      isAtLeast(process.versions.node, "22.13.0")
        ? ok(process.versions.node)
        : { verdict: "fail", found: process.versions.node, todo: "Install Node.js 24, or 22.13 and later" },
    otherwise: { verdict: "fail", todo: "" },
  },
  {
    what: "Terraform",
    look: async () => {
      const { stdout } = await run("terraform", ["version", "-json"], { timeout: toolTimeoutMs });
      const { terraform_version: version } = JSON.parse(stdout) as { terraform_version: string };
      return isAtLeast(version, leastTerraform)
        ? ok(version)
        : { verdict: "warn", found: version, todo: `Deploying wants ${leastTerraform} or later` };
    },
    otherwise: { verdict: "warn", todo: "Deploying needs it: https://developer.hashicorp.com/terraform/install" },
  },
  {
    what: "Docker",
    look: () => tryDocker(process.env),
    otherwise: {
      verdict: "warn",
      todo:
        "Deploying needs a running Docker Engine, unless the setting imageUri names an image. Does the docker command itself find one, " +
        "Terraform does not look there: unset DOCKER_CONTEXT; export DOCKER_HOST=$(docker context inspect --format '{{.Endpoints.docker.Host}}')",
    },
  },
];
