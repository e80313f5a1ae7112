import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Closers } from "../../tools/local/ending";
import type { StackPlace } from "../../tools/local/cloud/commands";
import { temporaryFolder } from "../../tools/local/temporary-folder";
import { startDependent } from "../../tools/local/tools/dependent-process";
import { startProviderProxy } from "./provider-proxy";

/** The first entry of a folder whose name begins so. */
const inside = (folder: string, begin = ""): string =>
  join(folder, readdirSync(folder).find((name) => name.startsWith(begin)) ?? "");

/** The types of AWS's resources and data sources that files name. */
const typesIn = (files: readonly string[]): ReadonlySet<string> =>
  new Set(
    files
      .filter((file) => existsSync(file))
      .flatMap((file) => [...readFileSync(file, "utf8").matchAll(/"(aws_\w+)"/g)].map(([, type = ""]) => type)),
  );

/** What a provider says of itself for Terraform. */
type Reattach = Record<string, { Addr: { String: string } }>;

/**
 * Starts the AWS provider that a stack has installed, for one Terraform command after the other: else each starts its own, which
 * is most of what it does. Terraform documentation, "Debugging providers". Whoever tests the installation does without.
 *
 * @param files configurations and states, with all the types of resources that Terraform will ask for
 * @returns the value of TF_REATTACH_PROVIDERS
 * @throws Error when the provider ends instead
 */
export async function keepProvider(
  { folder, environment }: StackPlace,
  files: readonly string[],
  closers: Closers,
): Promise<string> {
  const versions = join(folder, ".terraform", "providers", "registry.terraform.io", "hashicorp", "aws");
  const program = inside(inside(inside(versions)), "terraform-provider-aws");
  // In the stack's folder, to which the paths of its zips are relative. A bundle of certificates, which calls to http do without,
  // could not be taken by the second command.
  const own = { ...environment, AWS_CA_BUNDLE: "" };
  const { process: provider, close } = startDependent(program, ["-debug"], own, folder);
  closers.add(close);
  provider.stderr?.resume();
  if (provider.stdout)
    for await (const line of createInterface({ input: provider.stdout })) {
      const value = /TF_REATTACH_PROVIDERS='(.*)'/.exec(line)?.[1];
      if (value !== undefined) return behindProxy(JSON.parse(value) as Reattach, files, closers);
    }
  throw new Error("The AWS provider ended before Terraform could reach it");
}

async function behindProxy(provider: Reattach, files: readonly string[], closers: Closers): Promise<string> {
  const socket = join(temporaryFolder(closers), "provider");
  for (const { Addr } of Object.values(provider)) {
    closers.add(await startProviderProxy(Addr.String, socket, () => typesIn(files)));
    Addr.String = socket;
  }
  return JSON.stringify(provider);
}
