import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { taskImageContext } from "../../modules/bundles/programs";
import type { SynthesizedStack } from "./terraform/synthesized-stack";

const programName = "task.js";

interface ImageArguments {
  readonly build: { readonly context: string };
}

/**
 * The program of the stack's container image, absolute: from the image's build context, or bundled into `folder` when the
 * stack names an image that exists already.
 */
export function taskProgram(stack: SynthesizedStack, folder: string): string {
  const [image] = stack.resources("docker_image");
  if (image) return join(stack.path((image.values as unknown as ImageArguments).build.context), programName);
  return bundledTaskProgram(folder);
}

/** The program of the container image, bundled into `folder`. Returns its path. */
export function bundledTaskProgram(folder: string): string {
  const file = join(folder, programName);
  writeFileSync(file, taskImageContext()[programName] as Uint8Array);
  return file;
}
