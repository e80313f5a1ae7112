import type { App, TerraformStack } from "cdktf";
import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../modules/bundles/project-folder";

/** The Terraform that can deploy: ephemeral resources came with 1.10. */
const terraformVersion = ">= 1.10";

/**
 * The hashicorp/aws that deploys. Not the bindings' own: with 6.22 to 6.39 every plan changes `blocked_encryption_types`
 * (hashicorp/terraform-provider-aws#47320). Not the next one: 6.57.0 was withdrawn (#49170).
 */
export const awsProviderVersion = "6.56.0";

/** Makes Terraform refuse other versions. The Docker provider is that of its bindings. */
export function requireVersions(stack: TerraformStack): void {
  stack.addOverride("terraform.required_version", terraformVersion);
  stack.addOverride("terraform.required_providers.aws.version", awsProviderVersion);
}

/** The file in which Terraform keeps versions and hashes of providers. `docs/upgrades.md` says how the one beside cdktf.json is made. */
export const lockFileName = ".terraform.lock.hcl";

/** Puts the lock file, where there is one, beside each synthesized stack, so that Terraform installs what was reviewed. */
export function copyLockFile({ outdir, manifest }: App): void {
  const reviewed = join(projectFolder, lockFileName);
  if (!existsSync(reviewed)) return;
  for (const { workingDirectory } of Object.values(manifest.stacks))
    copyFileSync(reviewed, join(outdir, workingDirectory, lockFileName));
}
