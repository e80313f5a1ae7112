import type { Intercept } from "../local/endpoints/ecs/ecs";
import { chained } from "../local/http/exchange";
import type { Task } from "@aws-sdk/client-ecs";
import { taskEnvironment } from "../../workflow/task-environment";
import { died, type FaultRow, type Injection, type Lab } from "./fault";
import { aimed, described, failing, launches, onDescribeTasks, onRunTask, replyLost } from "./intercept";
import { ofTask, preloaded, type LaunchChange } from "./task-processes";

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
export const taskFaults: readonly FaultRow[] = [
  {
    name: "image-cannot-be-pulled",
    what: "ECS cannot pull the image for a task.",
    seen: "The task is Failed: ECS could not start it (TaskFailedToStart), CannotPullContainerError.",
    remedy: "Check that the image is in the repository, and that the subnets reach it.",
    ending: { reason: /TaskFailedToStart.*CannotPullContainerError/ },
    inject: ({ victim }) => ({ launch: ofTask(victim, withoutItsImage) }),
  },
  {
    name: "task-dies-at-once",
    what: "A task stops before it writes anything.",
    seen: "The task is Failed: its container ended without recording the end, with the exit code.",
    ...died,
    inject: ({ victim }) => ({ launch: preloaded(victim, "dies-at-once") }),
  },
  {
    name: "task-hangs",
    what: "A task hangs before it writes anything, and does not heed SIGTERM.",
    spec: { timeoutSeconds: 600 },
    seen: "At the run's deadline the task is TimedOut and is stopped, in the end by SIGKILL.",
    remedy: "Read the task's log; raise `timeoutSeconds` if it only needs longer. Then start the entry again.",
    ending: { status: "TimedOut", reason: /^still Submitted after the run's 600 s, so it was stopped/ },
    inject: ({ victim, processes }) => {
      processes.expectStuck(victim);
      return { launch: (launch) => ({ ...preloaded(victim, "hangs")(launch), stopTimeoutSeconds: 1 }) };
    },
  },
  {
    name: "task-never-ends",
    what: "A task works on and on.",
    spec: { timeoutSeconds: 600 },
    seen: "At the run's deadline the task is TimedOut and is stopped; it heeds SIGTERM.",
    remedy: "Raise `timeoutSeconds`, or make the task's work smaller.",
    ending: { status: "TimedOut", reason: /^still (Submitted|Running) after the run's 600 s/ },
    inject: ({ victim, processes }) => {
      processes.expectStuck(victim);
      return { launch: ofTask(victim, workingOn) };
    },
  },
  {
    name: "task-metadata-late",
    what: "The endpoint that tells a task its ARN fails at first.",
    seen: "Nothing but a later task: it asks again for a minute.",
    inject: ({ victim }) => onContainer(victim, "task", failingAtFirst("ServiceUnavailable", 503)),
  },
  {
    name: "task-credentials-throttled",
    what: "The service that gives a task the credentials of its role answers HTTP 429 at first.",
    seen: "Nothing but a later task: it asks again for a minute.",
    inject: ({ victim }) => onContainer(victim, "credentials", failingAtFirst("TooManyRequests", 429)),
  },
  {
    name: "list-tasks-lags",
    what: "ECS starts a task, its answer is lost, the task dies without a word, and ListTasks does not list it at first.",
    seen: "The task is Failed, with what ECS says of its end.",
    ...died,
    inject: ({ victim }) => ({
      launch: preloaded(victim, "dies-at-once"),
      ecs: chained([
        onRunTask(replyLost, 1, launches(victim)),
        aimed({ operations: ["ListTasks"], times: 4 }, () => Promise.resolve({ taskArns: [] })),
      ]),
    }),
  },
  {
    name: "describe-tasks-missing-at-first",
    what: "ECS, eventually consistent, does not know a task at first, which takes minutes to start.",
    seen: "Nothing. The row notes `missing_since` for a while, then the task records its own end.",
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
  {
    name: "describe-tasks-missing",
    what: "A task died without a word, and ECS has forgotten it.",
    seen: "After five minutes of asking the task is Failed: ECS has not known it since then.",
    remedy: died.remedy,
    ending: { reason: /^ECS has not known the task since/ },
    inject: deadAndTold(() => "MISSING"),
  },
  {
    name: "describe-tasks-stale",
    what: "ECS goes on calling a task RUNNING for a while after it died.",
    seen: "The task is Failed a few polls later, for the reason it has.",
    ...died,
    inject: deadAndTold((task) => ({ ...task, lastStatus: "RUNNING", desiredStatus: "RUNNING" }), 4),
  },
  {
    name: "describe-tasks-throttled",
    what: "ECS throttles the first calls of DescribeTasks.",
    seen: "Nothing but a later end: the monitor asks again.",
    ending: died.ending,
    inject: ({ victim }) => ({
      launch: preloaded(victim, "dies-at-once"),
      ecs: onDescribeTasks(failing("ThrottlingException", "Rate exceeded"), 5),
    }),
  },
  {
    name: "spot-interruption-without-warning",
    what: "Fargate Spot takes a task's capacity back, and the task has no time to record it.",
    seen: "The task is Failed: Fargate Spot took its capacity back (SpotInterruption).",
    remedy: "Give the entry `attempts`, which the setting `spot` does by itself; or start it again.",
    ending: { reason: /^Fargate Spot took its capacity back \(SpotInterruption\)/ },
    inject: deadAndTold((task) => ({ ...task, ...interruption })),
  },
];
