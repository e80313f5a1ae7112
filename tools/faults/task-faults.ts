import type { Intercept } from "../local/endpoints/ecs/ecs";
import { chained } from "../local/http/exchange";
import type { Task } from "@aws-sdk/client-ecs";
import { taskEnvironment } from "../../workflow/task-environment";
import { died, type FaultRows, type Injection, type Lab } from "./fault";
import { aimed, described, failing, launches, onDescribeTasks, onRunTask, replyLost } from "./intercept";
import { ofTask, preloaded, withContainer, type LaunchChange } from "./task-processes";

/** Lets `act` stand in for what a task's container asks for a resource. */
function onContainer(taskName: string, resource: "task" | "credentials", act: Intercept) {
  let path: string | undefined;
  return {
    launch: ofTask(taskName, (launch) => {
      path = `/v4/${launch.taskId}/${resource}`;
      return launch;
    }),
    ecs: (call, proceed) => (call.operation === path ? act(call, proceed) : proceed()),
  } satisfies Injection;
}

/** Answers the first six times with an error. */
function failingAtFirst(name: string, status: number): Intercept {
  let left = 6;
  const fail = failing(name, "Not now", status);
  return (call, proceed) => (left-- > 0 ? fail(call, proceed) : proceed());
}

/** The victim dies at once, and ECS tells another end of it, the first `times`. */
const deadAndTold =
  (tell: (task: Task) => Task | "MISSING", times?: number) =>
  ({ victim }: Lab): Injection => ({
    launch: preloaded(victim, "dies-at-once"),
    ecs: onDescribeTasks(described(victim, tell), times),
  });

/** The end of a task whose capacity Fargate Spot took back, in the words of ECS. */
export const interruption = { stopCode: "SpotInterruption", stoppedReason: "Your Spot Task was interrupted." } as const;

/** The task works for a day. */
export const workingOn: LaunchChange = (launch) => ({
  ...launch,
  environment: { ...launch.environment, [taskEnvironment.simulatedWorkSeconds]: "86400" },
});

/** ECS cannot pull the image. */
export const withoutItsImage: LaunchChange = () => {
  throw new Error("CannotPullContainerError: pull image manifest has been retried 7 time(s): i/o timeout");
};

/** Faults of a task, and of ECS's answers about it. */
export const taskFaults: FaultRows = {
  "image-cannot-be-pulled": {
    ending: { reason: /TaskFailedToStart.*CannotPullContainerError/ },
    inject: ({ victim }) => ({ launch: ofTask(victim, withoutItsImage) }),
  },
  "task-dies-at-once": {
    ending: died,
    inject: ({ victim }) => ({ launch: preloaded(victim, "dies-at-once") }),
  },
  "task-hangs": {
    spec: { timeoutSeconds: 600 },
    ending: { status: "TimedOut", reason: /^still Submitted after the run's 600 s, so it was stopped/ },
    inject: ({ victim, processes }) => {
      processes.expectStuck(victim);
      return { launch: (launch) => withContainer(preloaded(victim, "hangs")(launch), { stopTimeout: 1 }) };
    },
  },
  "task-never-ends": {
    spec: { timeoutSeconds: 600 },
    ending: { status: "TimedOut", reason: /^still (Submitted|Running) after the run's 600 s/ },
    inject: ({ victim, processes }) => {
      processes.expectStuck(victim);
      return { launch: ofTask(victim, workingOn) };
    },
  },
  "task-metadata-late": {
    inject: ({ victim }) => onContainer(victim, "task", failingAtFirst("ServiceUnavailable", 503)),
  },
  "task-credentials-throttled": {
    inject: ({ victim }) => onContainer(victim, "credentials", failingAtFirst("TooManyRequests", 429)),
  },
  "list-tasks-lags": {
    ending: died,
    inject: ({ victim }) => ({
      launch: preloaded(victim, "dies-at-once"),
      ecs: chained([
        onRunTask(replyLost, 1, launches(victim)),
        aimed({ operations: ["ListTasks"], times: 4 }, () => Promise.resolve({ taskArns: [] })),
      ]),
    }),
  },
  "describe-tasks-missing-at-first": {
    inject: ({ victim, processes }) => {
      const goesOn = processes.expectStuck(victim);
      let start = (): void => undefined;
      const started = new Promise<void>((resolve) => {
        start = resolve;
      });
      let asked = 0;
      const missing = described(victim, () => "MISSING");
      const describing = onDescribeTasks((call, proceed) => {
        asked += 1;
        if (asked === 3) {
          goesOn();
          start();
        }
        return missing(call, proceed);
      }, 3);
      // Without its ARN the task begins nothing.
      const { launch, ecs } = onContainer(victim, "task", (_call, proceed) => started.then(proceed));
      return { launch, ecs: chained([describing, ecs]) };
    },
  },
  "describe-tasks-missing": {
    ending: { reason: /^ECS has not known the task since/ },
    inject: deadAndTold(() => "MISSING"),
  },
  "describe-tasks-stale": {
    ending: died,
    inject: deadAndTold((task) => ({ ...task, lastStatus: "RUNNING", desiredStatus: "RUNNING" }), 4),
  },
  "describe-tasks-throttled": {
    ending: died,
    inject: ({ victim }) => ({
      launch: preloaded(victim, "dies-at-once"),
      ecs: onDescribeTasks(failing("ThrottlingException", "Rate exceeded"), 5),
    }),
  },
  "spot-interruption-without-warning": {
    ending: { reason: /^Fargate Spot took its capacity back \(SpotInterruption\)/ },
    inject: deadAndTold((task) => ({ ...task, ...interruption })),
  },
};
