import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** A folder with unpacked Terraform providers, and the newest AWS provider in it. */
export interface ProviderMirror {
  readonly folder: string;
  readonly version: string;
}

const awsProvider = join("registry.terraform.io", "hashicorp", "aws");

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
    .flatMap((file) => [...readFileSync(file, "utf8").matchAll(/^\s*(?:path|plugin_cache_dir)\s*=\s*"([^"]+)"/gm)])
    .map(([, path = ""]) => path);

/**
 * Where providers may lie: first where somebody said so, then Terraform's implied mirrors, whatever is
 * installed under /opt, and the plugin cache of the CDKTF CLI. https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories
 */
const candidates = (): string[] => [
  ...pathOf("TF_PLUGIN_MIRROR"),
  ...pathOf("TF_PLUGIN_CACHE_DIR"),
  ...configured(),
  join(homedir(), ".terraform.d", "plugins"),
  join(homedir(), ".local", "share", "terraform", "plugins"),
  join(homedir(), "Library", "Application Support", "io.terraform", "plugins"),
  "/usr/local/share/terraform/plugins",
  "/usr/share/terraform/plugins",
  ...subfoldersOf("/opt"),
  join(homedir(), ".terraform.d", "plugin-cache"),
];

const { compare } = new Intl.Collator("en", { numeric: true });

/** The first mirror that has the AWS provider for this platform, or undefined. */
export const findProviderMirror = (): ProviderMirror | undefined =>
  candidates()
    .map((folder) => ({ folder, version: newestVersion(join(folder, awsProvider)) }))
    .find((mirror): mirror is ProviderMirror => mirror.version !== undefined);

const newestVersion = (folder: string): string | undefined =>
  subfoldersOf(folder)
    .filter((version) => existsSync(join(version, platform)))
    .map((version) => version.slice(folder.length + 1))
    .sort(compare)
    .at(-1);
