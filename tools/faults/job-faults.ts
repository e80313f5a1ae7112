import type { FaultRows } from "./fault";
import { described, onDescribeTasks } from "./intercept";
import { ofTask, withContainer, type LaunchChange } from "./task-processes";

/** Has the container of one task run another command. */
const running = (taskName: string, ...command: readonly string[]): LaunchChange =>
  ofTask(taskName, (launch) => withContainer(launch, { command: [...command] }));

/** ECS developer guide, "Troubleshooting Amazon ECS OutOfMemoryError errors". */
const outOfMemory = "OutOfMemoryError: Container killed due to memory usage";

const job = "container";

/** Faults of a deployment with `job` container: ends of containers that know nothing of the kit, none of which writes a row. */
export const jobFaults: FaultRows = {
  "job-exits-with-0": { job, inject: () => ({}) },
  "job-exits-with-3": {
    job,
    ending: { exitCode: 3, reason: /EssentialContainerExited.*job exited with code 3$/ },
    inject: ({ victim }) => ({ launch: running(victim, "sh", "-c", "exit 3") }),
  },
  "job-out-of-memory": {
    job,
    ending: { exitCode: 137, reason: /job exited with code 137 \(OutOfMemoryError: / },
    inject: ({ victim }) => ({
      launch: running(victim, "sh", "-c", "kill -KILL $$"),
      ecs: onDescribeTasks(
        described(victim, ({ containers = [], ...task }) => ({
          ...task,
          containers: containers.map((one) => (one.exitCode === 137 ? { ...one, reason: outOfMemory } : one)),
        })),
      ),
    }),
  },
  "job-never-starts": {
    job,
    ending: { reason: /TaskFailedToStart.*no-such-program/ },
    inject: ({ victim }) => ({ launch: running(victim, "no-such-program") }),
  },
};
