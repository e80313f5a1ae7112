import { dockerRunner } from "./endpoints/ecs/docker-runner";
import { processRunner } from "./endpoints/ecs/process-runner";
import type { TaskLaunch, TaskRunner } from "./endpoints/ecs/task-runner";
import { jobOf } from "./deployment";
import { buildTaskImage, checkReach } from "./task-image";
import { taskProgram } from "./task-program";
import type { SynthesizedStack } from "./terraform/synthesized-stack";

/** Runners of a task's container: a process of its own, or this machine's Docker Engine. */
export const runnerNames = ["process", "docker"] as const;
export type RunnerName = (typeof runnerNames)[number];
export const defaultRunner: RunnerName = "process";

interface RunnerOptions extends Omit<Parameters<typeof processRunner>[0], "programOf"> {
  readonly stack: SynthesizedStack;
  /** For what the runner writes. */
  readonly folder: string;
}

/**
 * Makes a stack's tasks ready to run.
 *
 * @throws Error when they cannot be, saying why
 */
export const makeRunner = (name: RunnerName, options: RunnerOptions): Promise<TaskRunner> => runners[name](options);

/**
 * A runner whose tasks get their secrets, which are in no store here, from variables of the same names of this process. One
 * without its secret fails to start, as on Fargate.
 */
export const withSecrets = (runner: TaskRunner): TaskRunner => ({
  ...runner,
  start: (launch) => runner.start({ ...launch, environment: { ...secretsOf(launch), ...launch.environment } }),
});

const secretsOf = ({ secretNames = [] }: TaskLaunch): Record<string, string> =>
  Object.fromEntries(
    secretNames.map((name) => {
      const value = process.env[name];
      if (value !== undefined) return [name, value];
      throw new Error(
        `ResourceInitializationError: unable to pull secrets: on this machine ${name} comes from the environment variable of ` +
          "that name, which is not set",
      );
    }),
  );

const runners: Readonly<Record<RunnerName, (options: RunnerOptions) => Promise<TaskRunner>>> = {
  process: ({ stack, folder, ...options }) =>
    Promise.resolve(processRunner({ ...options, programOf: taskProgram(stack, folder) })),
  docker: async ({ stack, ...options }) => {
    const image = await buildTaskImage(stack);
    // Any other image need not call anything here, nor have Node.js to try it with.
    if (image && jobOf(stack).kind === "copy")
      await checkReach(image, options.environment["AWS_ENDPOINT_URL_DYNAMODB"] ?? "");
    return dockerRunner({ ...options, image });
  },
};
