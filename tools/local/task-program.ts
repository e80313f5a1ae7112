import { mkdirSync, writeFileSync, cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { taskImageContext } from "../../modules/bundles/programs";
import { containerNames } from "../../workflow/job";
import { nodeProgram, type ProgramOf } from "./endpoints/ecs/process-runner";

const programName = "task.js";

/**
 * The programs of tasks: the kit's own, or whatever another image's container starts.
 *
 * @param folder for what is bundled or written
 * @param context that the image is built of; undefined where the image exists already
 */
export function taskPrograms(folder: string, context?: string): ProgramOf {
  let copy: ProgramOf | undefined;
  let job: ProgramOf | undefined;
  return (launch) =>
    launch.container.name === containerNames.container
      ? (job ??= jobProgram(context, join(folder, "job")))(launch)
      : (copy ??= kitProgram(folder, context))(launch);
}

/** The kit's own program: of an image's folder, or bundled into `folder`. */
function kitProgram(folder: string, context?: string): ProgramOf {
  const file = join(context ?? folder, programName);
  if (context === undefined) writeFileSync(file, taskImageContext()[programName] as Uint8Array);
  return nodeProgram(file);
}

/**
 * The command of an image by its Dockerfile: the last ENTRYPOINT, and the last CMD, in place of which RunTask may give another. Docker
 * reference, "Dockerfile", "Shell and exec form". What the image begins with may have others: they are not known here.
 */
function imageCommand(dockerfile: string) {
  const lines = dockerfile
    .replace(/^\s*#.*$/gm, "")
    .replace(/\\[ \t]*\r?\n/g, " ")
    .split(/\r?\n/);
  const last = (instruction: RegExp): readonly string[] => {
    const line = lines.findLast((text) => instruction.test(text));
    return line === undefined ? [] : wordsOf(line.replace(instruction, ""));
  };
  return { entrypoint: last(/^\s*ENTRYPOINT\s+/i), command: last(/^\s*CMD\s+/i) };
}

/** The words of the exec form, a JSON array; in the shell form the whole text is a shell's. */
function wordsOf(text: string): readonly string[] {
  try {
    return JSON.parse(text) as string[];
  } catch {
    return ["/bin/sh", "-c", text.trim()];
  }
}

/**
 * Any container's program as a process of this machine: what its Dockerfile starts, or what its task's overrides say, in a copy of
 * the folder that the image is built of. What RUN instructions make is not made.
 *
 * @param context the folder of the image; undefined where the image exists already, and the overrides alone say what to run
 * @param folder for the copy
 */
export function jobProgram(context: string | undefined, folder: string): ProgramOf {
  mkdirSync(folder, { recursive: true });
  if (context !== undefined) cpSync(context, folder, { recursive: true });
  const image = imageCommand(context === undefined ? "" : readFileSync(join(context, "Dockerfile"), "utf8"));
  return ({ container }) => {
    const command = [...image.entrypoint, ...(container.command ?? image.command)];
    if (command.length > 0) return { command, folder };
    throw new Error(
      `CannotStartContainerError: which command the image ${container.image} starts is not known without a container: ` +
        "give the entry a command, or run tasks with --runner docker",
    );
  };
}
