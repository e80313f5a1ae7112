import { containerNames } from "../../workflow/job";
import { docker } from "./endpoints/ecs/docker-runner";
import { taskDefinitions } from "./deployed/stack-programs";
import type { SynthesizedStack } from "./terraform/synthesized-stack";

interface ImageArguments {
  readonly build: {
    readonly context: string;
    readonly dockerfile: string;
    readonly platform?: string;
    readonly build_args?: Readonly<Record<string, string>>;
  };
}

/**
 * Builds the stack's container image as a deployment would, from the synthesized context.
 *
 * @returns the image's id; undefined when the stack names an image that exists already
 * @throws Error with what Docker said
 */
export async function buildTaskImage(stack: SynthesizedStack): Promise<string | undefined> {
  const [image] = stack.resources("docker_image");
  if (!image) return undefined;
  const { context, dockerfile, platform, build_args = {} } = (image.values as unknown as ImageArguments).build;
  const buildArguments = Object.entries(build_args).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]);
  const platformArguments = platform === undefined ? [] : ["--platform", platform];
  const file = ["--file", stack.path(dockerfile)];
  return docker(["build", "--quiet", ...file, ...platformArguments, ...buildArguments, stack.path(context)]);
}

/** Remark on an image that exists already, `imageUri`, in place of which processes run the program of this repository. */
export function imageNotRun(stack: SynthesizedStack): string | undefined {
  const [container] = taskDefinitions(stack)[0]?.containerDefinitions ?? [];
  if (stack.resources("docker_image").length > 0 || container?.name === containerNames.container) return undefined;
  return `imageUri, ${container?.image ?? ""}, is not run: tasks are processes here, of ecs-task/. Its own program: --runner docker`;
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
