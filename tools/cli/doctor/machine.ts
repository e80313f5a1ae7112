import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Check } from "./check";

const run = promisify(execFile);

/** Time limit for a tool's answer: milliseconds. */
const timeout = 10_000;

type Environment = Readonly<Record<string, string | undefined>>;

/** Output of the command `docker`. @throws Error whose last line is the reason */
const docker = async (env: Environment, ...words: readonly string[]): Promise<string> =>
  (await run("docker", words, { env, timeout })).stdout.trim();

/**
 * Tries the Docker Engine that Terraform would build the image with. Its Docker provider takes DOCKER_CONTEXT before DOCKER_HOST, as
 * of version 3.6, and does not ask for the CLI's current context.
 *
 * @throws Error when DOCKER_CONTEXT names no context, no Engine answers there, or there is no command `docker`
 */
export async function tryDocker(env: Environment): Promise<string> {
  const { DOCKER_CONTEXT: context, DOCKER_HOST: host } = env;
  const address = context
    ? await docker(env, "context", "inspect", "--format", "{{.Endpoints.docker.Host}}", context)
    : host || "unix:///var/run/docker.sock";
  return `${await docker(env, "--host", address, "version", "--format", "{{.Server.Version}}")}, at ${address}`;
}

/** A version, such as `1.10.2`. @throws Error when it is lower than another */
export function atLeast(version: string, least: string): string {
  if (version.localeCompare(least, "en", { numeric: true }) < 0) throw new Error(version);
  return version;
}

/** Checks of the tools on this machine. */
export const machineChecks: readonly Check[] = [
  {
    what: "Node.js",
    look: () => atLeast(process.versions.node, "22.13.0"),
    otherwise: "fail",
    todo: "Install Node.js 24, or 22.13 and later",
  },
  {
    what: "Terraform",
    look: async () => {
      const { stdout } = await run("terraform", ["version", "-json"], { timeout });
      // The first with a lock file in S3, which the S3 backend uses. Terraform changelog, 1.10.
      return atLeast((JSON.parse(stdout) as { terraform_version: string }).terraform_version, "1.10.0");
    },
    otherwise: "warn",
    todo: "Deploying needs 1.10 or later: https://developer.hashicorp.com/terraform/install",
  },
  {
    what: "Docker",
    look: () => tryDocker(process.env),
    otherwise: "warn",
    todo:
      "Deploying needs a running Docker Engine, unless the setting imageUri names an image. If the docker command " +
      "finds one, lead Terraform there: unset DOCKER_CONTEXT; export DOCKER_HOST=$(docker context inspect --format '{{.Endpoints.docker.Host}}')",
  },
];
