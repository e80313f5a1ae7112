import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { taskImageContext } from "../../modules/bundles/programs";
import { containerNames } from "../../workflow/job";
import { nodeProgram, type ProgramOf } from "./endpoints/ecs";
import { jobProgram } from "./job-program";
import { taskDefinitions } from "./deployed/stack-task-definitions";
import type { SynthesizedStack } from "./terraform/synthesized-stack";

const programName = "task.js";

interface ImageArguments {
  readonly build: { readonly context: string };
}

/**
 * The program of the stack's containers: from the image's build context, or what stands for an image that exists already.
 *
 * @param folder for what is bundled or written
 */
export function taskProgram(stack: SynthesizedStack, folder: string): ProgramOf {
  const [image] = stack.resources("docker_image");
  const context = image && stack.path((image.values as unknown as ImageArguments).build.context);
  const [container] = taskDefinitions(stack)[0]?.containerDefinitions ?? [];
  if (container?.name === containerNames.container) return jobProgram(context, jobFolder(folder));
  return context === undefined ? bundledTaskProgram(folder) : nodeProgram(join(context, programName));
}

/** The kit's own program, bundled into `folder`. */
function bundledTaskProgram(folder: string): ProgramOf {
  const file = join(folder, programName);
  writeFileSync(file, taskImageContext()[programName] as Uint8Array);
  return nodeProgram(file);
}

/** The programs of what is deployed, whatever stack a task is of: the kit's own, and of other images what the overrides say. */
export function deployedProgram(folder: string): ProgramOf {
  const [copy, job] = [bundledTaskProgram(folder), jobProgram(undefined, jobFolder(folder))];
  return (launch) => (launch.containerName === containerNames.container ? job(launch) : copy(launch));
}

function jobFolder(folder: string): string {
  const made = join(folder, "job");
  mkdirSync(made, { recursive: true });
  return made;
}
