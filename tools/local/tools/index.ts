import { accessSync, constants, statSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { motoCommand } from "./moto";
import { homedir } from "node:os";
import { awsProviderVersion } from "../../../stacks/versions";

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

/** A folder with unpacked Terraform providers, and the AWS provider of it to take. */
export interface ProviderMirror {
  readonly folder: string;
  readonly version: string;
}

/** Terraform's own name of this platform, e.g. `linux_amd64`. */
const platform = `${process.platform === "win32" ? "windows" : process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;

const subfoldersOf = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => join(folder, name))
    : [];

/** Mirrors that the Terraform configuration of this user names. */
const configured = (): string[] =>
  [process.env["TF_CLI_CONFIG_FILE"] ?? "", join(homedir(), ".terraformrc")]
    .filter((file) => existsSync(file))
    .flatMap((file) => [...readFileSync(file, "utf8").matchAll(/^\s*path\s*=\s*"([^"]+)"/gm)])
    .map(([, path = ""]) => path);

/**
 * Folders that providers may lie in: first where somebody said so, then Terraform's implied mirrors, and whatever is
 * installed under /opt. https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories
 */
const candidates = (): string[] => [
  process.env["TF_PLUGIN_MIRROR"] ?? "",
  ...configured(),
  join(homedir(), ".terraform.d", "plugins"),
  join(homedir(), ".local", "share", "terraform", "plugins"),
  join(homedir(), "Library", "Application Support", "io.terraform", "plugins"),
  "/usr/local/share/terraform/plugins",
  "/usr/share/terraform/plugins",
  ...subfoldersOf("/opt"),
];

const { compare } = new Intl.Collator("en", { numeric: true });

/** The first mirror that has the AWS provider for this platform, or undefined. */
export const findProviderMirror = (): ProviderMirror | undefined =>
  candidates()
    .filter((folder) => folder !== "")
    .map((folder) => ({ folder, version: bestVersion(versionsIn(folder, "hashicorp/aws")) }))
    .find((mirror): mirror is ProviderMirror => mirror.version !== undefined);

/** The one that the stacks name, else the newest. */
const bestVersion = (versions: readonly string[]): string | undefined =>
  versions.find((version) => version === awsProviderVersion) ?? [...versions].sort(compare).at(-1);

/** The versions of a provider, such as `hashicorp/aws`, that a mirror has for this platform. */
export function versionsIn(mirror: string, source: string): string[] {
  const folder = join(mirror, "registry.terraform.io", source);
  return subfoldersOf(folder)
    .filter((version) => existsSync(join(version, platform)))
    .map((version) => version.slice(folder.length + 1));
}
