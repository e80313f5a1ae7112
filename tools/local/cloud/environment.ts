import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../../modules/bundles/project-folder";
import { credentialVariables, localCredentials, programEnvironment } from "../program-environment";
import { isAlive } from "../ending";
import type { Workspace } from "./workspace";

/** A local cloud, as those see it who call it. */
export interface CloudAddress {
  /** Of the gateway. */
  readonly url: string;
  readonly region: string;
}

/** Taken out of a client's environment: they would lead it to a real account. */
const foreignVariables = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN"] as const;

/** Variables that lead the AWS CLI, every AWS SDK and Terraform's AWS provider to a local cloud, as the operator. */
export const clientEnvironment = ({ url, region }: CloudAddress): Record<string, string> => ({
  ...programEnvironment(url, region),
  ...credentialVariables(localCredentials),
  AWS_EC2_METADATA_DISABLED: "true",
});

/** The shell commands that lead a terminal's AWS CLI to the cloud. */
export const exportCommands = (address: CloudAddress, outputs: string): string =>
  [
    `unset ${foreignVariables.join(" ")}`,
    ...Object.entries({ ...clientEnvironment(address), WORKFLOW_OUTPUTS: outputs }).map(
      ([name, value]) => `export ${name}=${value}`,
    ),
  ].join("\n");

/**
 * The same for `cdktf` and `terraform`, run in a workspace: quiet, and quick to give up. The gateway is their proxy too: from 6.23
 * on the AWS provider reads a bucket's tags from a host with the account in front, `000000000000.127.0.0.1`, which no name server
 * knows. Go's clients ask no proxy for loopback addresses, and this one for plain http alone.
 */
export const terraformEnvironment = (address: CloudAddress, workspace: Workspace): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !foreignVariables.some((variable) => variable === name)),
  ),
  ...clientEnvironment(address),
  ...(workspace.mirror ? { TF_CLI_CONFIG_FILE: workspace.configurationFile } : {}),
  HTTP_PROXY: address.url,
  AWS_MAX_ATTEMPTS: "2",
  CHECKPOINT_DISABLE: "1",
  CI: "1",
});

/** The workspace of `npm run local:cloud`. */
export const workspaceFolder = join(projectFolder, "local-cloud");

const file = join(workspaceFolder, "cloud.json");

interface RunningCloud extends CloudAddress {
  readonly pid: number;
}

/** Lets the commands of other terminals find this process's cloud. */
export const announce = ({ url, region }: CloudAddress): void => {
  writeFileSync(file, JSON.stringify({ url, region, pid: process.pid } satisfies RunningCloud));
};

/** The cloud that runs, or undefined. */
export function findCloud(): CloudAddress | undefined {
  if (!existsSync(file)) return undefined;
  const cloud = JSON.parse(readFileSync(file, "utf8")) as RunningCloud;
  return isAlive(cloud.pid) ? cloud : undefined;
}
