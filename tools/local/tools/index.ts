import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { motoCommand } from "./moto";
import { findProviderMirror, type ProviderMirror } from "./provider-mirror";

/** Tools of this machine that a real deployment needs. */
export interface Tools {
  /** Mirror of the AWS provider; undefined: the registry, at the version that the stacks ask for. */
  readonly mirror: ProviderMirror | undefined;
}

const registry = "https://registry.terraform.io/.well-known/terraform.json";

const commands = {
  terraform: "Terraform is not on the PATH: https://developer.hashicorp.com/terraform/install",
  [motoCommand]: `${motoCommand} is not on the PATH: pip install 'moto[server]==5.2.1'`,
} as const;

/**
 * Looks for the tools.
 *
 * @returns them, or one line for each that is missing and how to get it
 */
export async function findTools(): Promise<Tools | { readonly missing: readonly string[] }> {
  const mirror = findProviderMirror();
  const missing: string[] = Object.entries(commands)
    .filter(([command]) => !onPath(command))
    .map(([, remedy]) => remedy);
  if (!mirror && !(await isReachable(registry)))
    missing.push(
      "Terraform's AWS provider is in no local mirror (TF_PLUGIN_MIRROR names one) and the registry cannot be reached",
    );
  return missing.length > 0 ? { missing } : { mirror };
}

/**
 * The tools of this machine.
 *
 * @throws Error with a line for each that is missing, and how to get it
 */
export async function requireTools(): Promise<Tools> {
  const found = await findTools();
  if ("missing" in found) throw new Error(`Something is missing here:\n${found.missing.join("\n")}`);
  return found;
}

const isReachable = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
    ({ ok }) => ok,
    () => false,
  );

/** Path of a command, as a shell finds it, or undefined. */
export const onPath = (command: string): string | undefined =>
  (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, command))
    .find(isProgram);

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
