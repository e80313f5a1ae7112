import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { awsProviderVersion } from "../../../stacks/versions";

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

const pathOf = (variable: string): string[] => {
  const value = process.env[variable];
  return value ? [value] : [];
};

/** Mirrors that the Terraform configuration of this user names. */
const configured = (): string[] =>
  [...pathOf("TF_CLI_CONFIG_FILE"), join(homedir(), ".terraformrc")]
    .filter((file) => existsSync(file))
    .flatMap((file) => [...readFileSync(file, "utf8").matchAll(/^\s*path\s*=\s*"([^"]+)"/gm)])
    .map(([, path = ""]) => path);

/**
 * Folders that providers may lie in: first where somebody said so, then Terraform's implied mirrors, and whatever is
 * installed under /opt. https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories
 */
const candidates = (): string[] => [
  ...pathOf("TF_PLUGIN_MIRROR"),
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
