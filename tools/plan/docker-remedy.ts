import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Messages of kreuzwerker/docker 3.6.2 that there is no Engine, and that it has no login. Its source at tag v3.6.2, internal/provider:
 * provider.go:229, resource_docker_registry_image_funcs.go:291.
 */
const noEngine = /Error pinging Docker server|no auth config found for registry/;

/** The part of a stack that says what is forgotten: there when `imageUri` is set. */
interface Forgetting {
  readonly removed?: readonly { readonly from: string }[];
}

/** Remedy where Terraform's `reason` is that the Docker provider cannot work; empty where it is another. */
export function dockerRemedy(
  { stack, folder }: { readonly stack: string; readonly folder: string },
  reason: string,
): string {
  if (!noEngine.test(reason)) return "";
  const file = join(folder, "cdk.tf.json");
  const { removed = [] } = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Forgetting) : {};
  const commands = removed.map(({ from }) => `  terraform -chdir=cdktf.out/stacks/${stack} state rm '${from}'`);
  return commands.length > 0
    ? "\n\nA deployment before built the image here, and Terraform forgets it with the help of a Docker Engine. Without one, forget it " +
        `once by:\n\n${commands.join("\n")}\n`
    : "\n\nThe image is built by a Docker Engine, and there is none: start one (npm run workflow -- doctor looks for it), or name an " +
        "image that exists by the setting imageUri.\n";
}
