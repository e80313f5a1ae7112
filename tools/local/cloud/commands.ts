import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { projectFolder } from "../../../modules/bundles/project-folder";
import { terraformEnvironment, type CloudAddress } from "./environment";
import type { Workspace } from "./workspace";

/** Folder and environment in which Terraform runs for a stack. */
export interface StackPlace {
  readonly stack: string;
  /** That holds the stack's `cdk.tf.json`. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** The places of a workspace's stacks, for a local cloud. */
export function placesIn(workspace: Workspace, address: CloudAddress): StackPlace[] {
  const environment = terraformEnvironment(address, workspace);
  return workspace.stacks.map((stack) => ({ stack, folder: workspace.stackFolder(stack), environment }));
}

/**
 * Runs Terraform.
 *
 * @returns what it wrote to standard output
 * @throws Error with all that it wrote
 */
export const terraform = ({ folder, environment }: StackPlace, parameters: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const options = { cwd: folder, env: environment, maxBuffer: 1_000_000_000 };
    execFile("terraform", parameters, options, (error, stdout, stderr) => {
      if (error) reject(new Error(`terraform ${String(parameters[0])}: ${stdout}${stderr || error.message}`));
      else resolve(stdout);
    });
  });

/** Installs the providers of a stack. @throws Error with all that Terraform wrote */
export const initialize = (place: StackPlace): Promise<string> =>
  terraform(place, ["init", "-input=false", "-no-color"]);

/**
 * Runs the CDKTF CLI on what was synthesized into a workspace; its output is this process's.
 *
 * @returns its exit code
 */
export async function cdktf(
  workspace: Workspace,
  address: CloudAddress,
  command: string,
  parameters: readonly string[],
): Promise<number> {
  const cli = join(projectFolder, "node_modules", "cdktf-cli", "bundle", "bin", "cdktf");
  const own = ["--skip-synth", "--skip-provider-lock", "--output", workspace.outputFolder];
  const child = spawn(process.execPath, [cli, command, ...own, ...parameters], {
    cwd: projectFolder,
    env: terraformEnvironment(address, workspace),
    stdio: "inherit",
  });
  const [exitCode] = (await once(child, "exit")) as [number | null];
  return exitCode ?? 1;
}
