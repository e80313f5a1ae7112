import type { FaultRow } from "./fault";
import { described, onDescribeTasks } from "./intercept";
import { ofTask, type LaunchChange } from "./task-processes";

/** Has the container of one task run another command. */
const running = (taskName: string, ...command: readonly string[]): LaunchChange =>
  ofTask(taskName, (launch) => ({ ...launch, command }));

/** ECS developer guide, "Troubleshooting Amazon ECS OutOfMemoryError errors". */
const outOfMemory = "OutOfMemoryError: Container killed due to memory usage";

/** Ends of containers that know nothing of the kit: none of them writes a row. */
const rows: readonly FaultRow[] = [
  {
    name: "job-exits-with-0",
    what: "With `job` container: the containers end with exit code 0, without a row of their own.",
    seen: "Each task is Completed, with exit code 0, at the poll after its end.",
    inject: () => ({}),
  },
  {
    name: "job-exits-with-3",
    what: "With `job` container: a container ends with exit code 3.",
    seen: "The task is Failed, with exit code 3. The others complete.",
    remedy: "Read the task's log: its stream is in the row. Then start the entry again.",
    ending: { exitCode: 3, reason: /EssentialContainerExited.*job exited with code 3$/ },
    inject: ({ victim }) => ({ launch: running(victim, "sh", "-c", "exit 3") }),
  },
  {
    name: "job-out-of-memory",
    what: "With `job` container: a container takes more memory than its task has, and is killed.",
    seen: "The task is Failed, with exit code 137 and OutOfMemoryError.",
    remedy: "Give the entry a larger `memoryMib`, with the `cpuUnits` that go with it, and start it again.",
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
  {
    name: "job-never-starts",
    what: "With `job` container: the image of a task does not have the command of its entry.",
    seen: "The task is Failed: ECS could not start it (TaskFailedToStart). It has no exit code and no log.",
    remedy: "Correct `command`, and start the entry again.",
    ending: { reason: /TaskFailedToStart.*no-such-program/ },
    inject: ({ victim }) => ({ launch: running(victim, "no-such-program") }),
  },
];

/** Faults of a deployment with `job` container. */
export const jobFaults: readonly FaultRow[] = rows.map((row) => ({ ...row, job: "container" }));
