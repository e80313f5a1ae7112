import { docker, dockerRunner } from "./endpoints/ecs/docker-runner";
import { processRunner } from "./endpoints/ecs/process-runner";
import type { TaskLaunch, TaskRunner, TaskSurroundings } from "./endpoints/ecs/task-runner";
import { jobOf } from "./deployed/stack";
import { deployedOf } from "./deployed/resources";
import { taskPrograms } from "./task-program";
import type { SynthesizedStack } from "./terraform/synthesized-stack";

/** Runners of a task's container: a process of its own, or this machine's Docker Engine. */
export const runnerNames = ["process", "docker"] as const;
export type RunnerName = (typeof runnerNames)[number];
export const defaultRunner: RunnerName = "process";

/**
 * Makes a stack's tasks ready to run.
 *
 * @param folder for what the runner writes
 * @throws Error when they cannot be, saying why
 */
export async function makeRunner(
  name: RunnerName,
  stack: SynthesizedStack,
  folder: string,
  surroundings: TaskSurroundings,
): Promise<TaskRunner> {
  if (name === "process") return processRunner(taskPrograms(folder, imageBuildOf(stack)?.context), surroundings);
  const image = await buildTaskImage(stack);
  // Any other image need not call anything here, nor have Node.js to try it with.
  if (image && jobOf(stack).kind === "copy")
    await checkReach(image, surroundings.environment["AWS_ENDPOINT_URL"] ?? "");
  return dockerRunner(surroundings, image);
}

/**
 * A runner whose tasks get their secrets, which are in no store here, from variables of the same names of this process. One
 * without its secret fails to start, as on Fargate.
 */
export const withSecrets =
  (runner: TaskRunner): TaskRunner =>
  (launch) =>
    runner({ ...launch, environment: { ...secretsOf(launch), ...launch.environment } });

const secretsOf = ({ container: { secrets = [] } }: TaskLaunch): Record<string, string> =>
  Object.fromEntries(
    secrets.map(({ name = "" }) => {
      const value = process.env[name];
      if (value !== undefined) return [name, value];
      throw new Error(
        `ResourceInitializationError: unable to pull secrets: on this machine ${name} comes from the environment variable of ` +
          "that name, which is not set",
      );
    }),
  );

/** The build of a container image, by an absolute path; undefined where the stack names an image that exists already. */
function imageBuildOf(stack: SynthesizedStack) {
  const [image] = stack.resources("docker_image");
  if (!image) return undefined;
  const { build } = image.values as unknown as { readonly build: ImageBuild };
  return { ...build, context: stack.path(build.context), dockerfile: stack.path(build.dockerfile) };
}

interface ImageBuild {
  readonly context: string;
  readonly dockerfile: string;
  readonly platform?: string;
  readonly build_args?: Readonly<Record<string, string>>;
}

/**
 * Builds the stack's container image as a deployment would, from the synthesized context.
 *
 * @returns the image's id; undefined when the stack names an image that exists already
 * @throws Error with what Docker said
 */
export async function buildTaskImage(stack: SynthesizedStack): Promise<string | undefined> {
  const build = imageBuildOf(stack);
  if (!build) return undefined;
  const { context, dockerfile, platform, build_args = {} } = build;
  const buildArguments = Object.entries(build_args).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]);
  const platformArguments = platform === undefined ? [] : ["--platform", platform];
  return docker(["build", "--quiet", "--file", dockerfile, ...platformArguments, ...buildArguments, context]);
}

/** Remark on an image that exists already, `imageUri`, in place of which processes run the program of this repository. */
export function imageNotRun(stack: SynthesizedStack): string | undefined {
  if (imageBuildOf(stack) || jobOf(stack).kind === "container") return undefined;
  const [definition] = deployedOf(stack).taskDefinitions;
  return `imageUri, ${definition?.containerDefinitions[0].image ?? ""}, is not run: tasks are processes here, of ecs-task/. Its own program: --runner docker`;
}

const reach = "fetch(process.argv[1]).then(() => process.exit(0), () => process.exit(1))";

/**
 * Sees whether a container with this machine's network reaches an endpoint here.
 *
 * @param image one with Node.js
 * @throws Error saying what to do
 */
export async function checkReach(image: string, url: string): Promise<void> {
  try {
    await docker(["run", "--rm", "--network", "host", "--entrypoint", "node", image, "--eval", reach, url]);
  } catch (error) {
    throw new Error(
      `A container could not reach ${url} on this machine (${String(error)}). With Docker Desktop 4.34 or later, turn on ` +
        `Settings > Resources > Network > Enable host networking. A Docker Engine on another machine cannot be used.`,
      { cause: error },
    );
  }
}
