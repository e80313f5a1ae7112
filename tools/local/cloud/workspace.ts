import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { awsProviderVersion, lockFileName } from "../../../stacks/versions";
import { synthesize, synthesizedStacks } from "../synthesis";
import { SynthesizedStack } from "../terraform/synthesized-stack";
import type { ProviderMirror } from "../tools/provider-mirror";
import { forAwsProvider } from "./provider-version";

/**
 * A folder to deploy from: what was synthesized, and Terraform's states. A real deployment's state is never touched.
 */
export interface Workspace {
  readonly folder: string;
  readonly mirror: ProviderMirror | undefined;
}

/** Image of an emulated account's tasks: none is built or pulled, they run the program that would be in it. */
export const standInImage = "000000000000.dkr.ecr.us-east-1.amazonaws.com/ecs-task:local";

/** Folder that the stacks are synthesized into. */
export const outputFolderOf = ({ folder }: Workspace): string => join(folder, "cdktf.out");

/** The names of the stacks that were synthesized into a workspace. */
export const stacksIn = (workspace: Workspace): string[] => synthesizedStacks(outputFolderOf(workspace));

/** The folder that Terraform runs in for a stack. */
export const stackFolder = (workspace: Workspace, stack: string): string =>
  join(outputFolderOf(workspace), "stacks", stack);

/** Terraform's command line configuration, when providers come from a mirror. */
export const terraformConfiguration = ({ folder }: Workspace): string => join(folder, "terraform.tfrc");

/** File of a stack's Terraform state. */
export const stateFile = ({ folder }: Workspace, stack: string): string => join(folder, `${stack}.tfstate`);

/** File that `cdktf deploy` writes the outputs of each stack into. */
export const outputsFile = ({ folder }: Workspace): string => join(folder, "outputs.json");

/** The AWS provider that answers, and its source. The stacks name one version, and no range. */
export function providerLine({ mirror }: Workspace): string {
  const { version, folder } = mirror ?? { version: awsProviderVersion, folder: "the registry" };
  const adapted = version === awsProviderVersion ? "" : `; the stacks name ${awsProviderVersion}`;
  return `AWS provider: ${version}, from ${folder}${adapted}`;
}

/**
 * Synthesizes the stacks into the workspace, each with its state there.
 *
 * @returns one of the stacks; Region and account are the same in all
 */
export async function prepareWorkspace(workspace: Workspace): Promise<SynthesizedStack> {
  mkdirSync(workspace.folder, { recursive: true });
  const locks = new Map(stacksIn(workspace).map((stack) => [stack, readLock(workspace, stack)]));
  await synthesize(outputFolderOf(workspace));
  const stacks = stacksIn(workspace);
  for (const stack of stacks) emulate(workspace, stack, locks.get(stack));
  if (workspace.mirror) writeFileSync(terraformConfiguration(workspace), mirrorConfiguration(workspace.mirror));
  return SynthesizedStack.read(join(stackFolder(workspace, stacks[0] ?? ""), "cdk.tf.json"));
}

/**
 * Makes a synthesized stack of the workspace one that is deployed from there: its state is the workspace's, and where the AWS
 * provider comes from a mirror, it is the one that is there.
 *
 * @param lock what Terraform wrote into the lock file when it installed that one; the reviewed lock file names another
 * @param stateWorkspace where its state lies
 */
export function emulate(workspace: Workspace, stack: string, lock?: string, stateWorkspace = workspace): void {
  const folder = stackFolder(workspace, stack);
  const backend = { local: { path: stateFile(stateWorkspace, stack) } };
  writeFileSync(join(folder, "override.tf.json"), `${JSON.stringify({ terraform: { backend } }, undefined, 2)}\n`);
  if (!workspace.mirror) return;
  const file = join(folder, "cdk.tf.json");
  writeFileSync(file, forAwsProvider(workspace.mirror.version, readFileSync(file, "utf8")));
  rmSync(join(folder, lockFileName), { force: true });
  if (lock !== undefined) writeFileSync(join(folder, lockFileName), lock);
}

function readLock(workspace: Workspace, stack: string): string | undefined {
  const file = join(stackFolder(workspace, stack), lockFileName);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

const mirrorConfiguration = ({ folder }: ProviderMirror): string =>
  `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(folder)}\n  }\n}\n`;
