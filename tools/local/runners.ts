import { dockerRunner, processRunner, type ProcessRunnerOptions, type TaskRunner } from "./endpoints/ecs";
import { buildTaskImage, checkReach } from "./task-image";
import { taskProgram } from "./task-program";
import type { SynthesizedStack } from "./terraform/synthesized-stack";

/** Runners of a task's container: a process of its own, or this machine's Docker Engine. */
export const runnerNames = ["process", "docker"] as const;
export type RunnerName = (typeof runnerNames)[number];
export const defaultRunner: RunnerName = "process";

interface RunnerOptions extends Omit<ProcessRunnerOptions, "programOf"> {
  readonly stack: SynthesizedStack;
  /** For what the runner writes. */
  readonly folder: string;
  /** An endpoint that every task must reach. */
  readonly url: string;
}

/**
 * Makes a stack's tasks ready to run.
 *
 * @throws Error when they cannot be, saying why
 */
export const makeRunner = (name: RunnerName, options: RunnerOptions): Promise<TaskRunner> => runners[name](options);

const runners: Readonly<Record<RunnerName, (options: RunnerOptions) => Promise<TaskRunner>>> = {
  process: ({ stack, folder, ...options }) =>
    Promise.resolve(processRunner({ ...options, programOf: taskProgram(stack, folder) })),
  docker: async ({ stack, url, ...options }) => {
    const image = await buildTaskImage(stack);
    if (image) await checkReach(image, url);
    return dockerRunner({ ...options, image });
  },
};
