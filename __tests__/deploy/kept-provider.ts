import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Closers } from "../../tools/local/ending";
import type { StackPlace } from "../../tools/local/cloud/commands";
import { startDependent } from "../../tools/local/tools/dependent-process";

/** The first entry of a folder whose name begins so. */
const inside = (folder: string, begin = ""): string =>
  join(folder, readdirSync(folder).find((name) => name.startsWith(begin)) ?? "");

/**
 * Starts the AWS provider that a stack has installed, for one Terraform command after the other: else each starts its own, which
 * is most of what it does. Terraform documentation, "Debugging providers". Whoever tests the installation does without.
 *
 * @returns the value of TF_REATTACH_PROVIDERS
 * @throws Error when the provider ends instead
 */
export async function keepProvider({ folder, environment }: StackPlace, closers: Closers): Promise<string> {
  const versions = join(folder, ".terraform", "providers", "registry.terraform.io", "hashicorp", "aws");
  const program = inside(inside(inside(versions)), "terraform-provider-aws");
  // In the stack's folder, to which the paths of its zips are relative. A bundle of certificates, which calls to http do without,
  // could not be taken by the second command.
  const own = { ...environment, AWS_CA_BUNDLE: "" };
  const { process: provider, close } = startDependent(program, ["-debug"], own, folder);
  closers.add(close);
  provider.stderr.resume();
  for await (const line of createInterface({ input: provider.stdout })) {
    const value = /TF_REATTACH_PROVIDERS='(.*)'/.exec(line)?.[1];
    if (value !== undefined) return value;
  }
  throw new Error("The AWS provider ended before Terraform could reach it");
}
