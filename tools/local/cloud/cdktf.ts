import { execFile, spawn, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { promisify } from "node:util";
import { projectFolder } from "../../../modules/bundles/project-folder";
import { awsProviderVersion } from "../../../stacks/versions";
import { terraformEnvironment, type CloudAddress } from "./environment";
import { outputFolderOf, stackFolder, stacksIn, type Workspace } from "./workspace";

/** Place where commands run, and where their output goes. */
export interface CommandSetting {
  readonly address: CloudAddress;
  readonly workspace: Workspace;
  readonly stdio: StdioOptions;
}

/**
 * Runs a command to its end.
 *
 * @returns its exit code
 */
async function run(
  { address, workspace, stdio }: CommandSetting,
  command: string,
  parameters: readonly string[],
  cwd = projectFolder,
): Promise<number> {
  const child = spawn(command, parameters, { cwd, env: terraformEnvironment(address, workspace), stdio });
  const [exitCode] = (await once(child, "exit")) as [number | null];
  return exitCode ?? 1;
}

/** Installs the providers of every stack, so that the CDKTF CLI need not ask the registry. */
export async function initialize(setting: CommandSetting): Promise<void> {
  for (const stack of stacksIn(setting.workspace)) {
    const quiet: CommandSetting = { ...setting, stdio: ["ignore", "ignore", "inherit"] };
    const exitCode = await run(quiet, "terraform", ["init", "-input=false"], stackFolder(setting.workspace, stack));
    if (exitCode !== 0) throw new Error(`terraform init of ${stack} failed with exit code ${exitCode}`);
  }
}

/** The part of `terraform version -json` that names the providers that were installed. */
interface Versions {
  readonly provider_selections: Readonly<Record<string, string>>;
}

/** Says which AWS provider answers, once it is installed, and where it comes from. */
export async function providerLine({ workspace }: Pick<CommandSetting, "workspace">): Promise<string> {
  const [stack = ""] = stacksIn(workspace);
  const { stdout } = await promisify(execFile)("terraform", ["version", "-json"], {
    cwd: stackFolder(workspace, stack),
  });
  const { provider_selections: selections } = JSON.parse(stdout.slice(stdout.indexOf("{"))) as Versions;
  const version = selections["registry.terraform.io/hashicorp/aws"] ?? "none";
  const { mirror } = workspace;
  const adapted = mirror && version !== awsProviderVersion ? `; the stacks name ${awsProviderVersion}` : "";
  return `AWS provider: ${version}, from ${mirror ? mirror.folder : "the registry"}${adapted}`;
}

/** Runs the CDKTF CLI on what was synthesized into the workspace. */
export const cdktf = (setting: CommandSetting, command: string, parameters: readonly string[]): Promise<number> =>
  run(setting, process.execPath, [
    join(projectFolder, "node_modules", "cdktf-cli", "bundle", "bin", "cdktf"),
    command,
    ...["--skip-synth", "--output", outputFolderOf(setting.workspace)],
    ...parameters,
  ]);

/** Deploys stacks with the real CLI. `outputs.json` in the workspace gets their outputs. */
export const deploy = (setting: CommandSetting, parameters: readonly string[]): Promise<number> =>
  cdktf(setting, "deploy", [
    ...["--skip-provider-lock", "--auto-approve", "--outputs-file", outputsFile(setting.workspace)],
    ...parameters,
  ]);

/** File that `deploy` writes the outputs of each stack into. */
export const outputsFile = ({ folder }: Workspace): string => join(folder, "outputs.json");
