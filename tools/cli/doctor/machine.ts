import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { needed, tryDocker } from "./docker";
import { ok, type Check } from "./check";

const run = promisify(execFile);

/** Time limit for a tool to tell its version: milliseconds. */
const toolTimeoutMs = 10_000;

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
    otherwise: { verdict: "warn", todo: needed },
  },
];
