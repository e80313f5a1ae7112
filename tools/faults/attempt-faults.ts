import type { Task } from "@aws-sdk/client-ecs";
import type { Intercept } from "../local/endpoints/ecs/ecs";
import { quotaReached } from "../local/endpoints/ecs/run-task";
import type { TaskLaunch } from "../local/endpoints/ecs/task-runner";
import { attemptOf } from "../../handlers/task-monitor/tasks-in-ecs";
import { taskEnvironment } from "../../workflow/task-environment";
import type { FaultRow, Injection, Lab } from "./fault";
import { dying } from "./function-faults";
import { described, failing, launches, onDescribeTasks, onRunTask, replyLost } from "./intercept";
import { interruption, withoutItsImage } from "./task-faults";
import { ofTask, preloaded, type LaunchChange } from "./task-processes";

const numberOf = (task: Pick<Task, "overrides">): number => attemptOf(task)?.attempt ?? 1;

/** True for the victim's second task. */
const isSecond =
  ({ victim }: Lab) =>
  (call: Parameters<ReturnType<typeof launches>>[0]): boolean =>
    launches(victim)(call) && numberOf(call.input) === 2;

/** Ends the victim's process at once in its first attempts. */
const diesIn = ({ victim }: Lab, attempts: number): LaunchChange => {
  const dies = preloaded(victim, "dies-at-once");
  return (launch: TaskLaunch) =>
    Number(launch.environment[taskEnvironment.attempt]) <= attempts ? dies(launch) : launch;
};

/** Has ECS say another end of those of the victim's tasks that are hit. */
const tells = ({ victim }: Lab, hits: (task: Task) => boolean, end: Partial<Task>): Intercept =>
  onDescribeTasks(described(victim, (task) => (hits(task) ? { ...task, ...end } : task)));

const onSpot = { capacityProvider: "FARGATE_SPOT" } as const;

/** Fargate Spot takes the victim's machine away, in its first attempts and as long as it runs on Spot. */
const interrupted = (lab: Lab, attempts: number): Injection => ({
  launch: diesIn(lab, attempts),
  ecs: tells(lab, (task) => numberOf(task) <= attempts && task.capacityProviderName === "FARGATE_SPOT", interruption),
});

const spot = { taskDefaults: { attempts: 3, retryOn: "infrastructure" } } as const;
const any = { taskDefaults: { attempts: 3 } } as const;
const anotherFollows = "Nothing but a later end. The task is Failed, another follows it, and its end is the entry's.";
const nothing = "Nothing. If it happens often, ask for a higher quota, or start fewer workflows at once.";

/** Faults of tasks whose entries may have three attempts. */
export const attemptFaults: readonly FaultRow[] = [
  {
    name: "spot-interruption-once",
    what: "Fargate Spot takes a task's capacity back, and its entry may have three attempts.",
    spec: spot,
    attempts: 2,
    seen: anotherFollows,
    account: onSpot,
    inject: (lab) => interrupted(lab, 1),
  },
  {
    name: "spot-interruption-twice",
    what: "Fargate Spot takes back each task of an entry that may have three attempts.",
    spec: spot,
    attempts: 3,
    seen: "Nothing but a later end. Two tasks are Failed; the third, the last, runs on demand.",
    remedy: "Nothing; or deploy with `spot` off where it happens often.",
    account: onSpot,
    inject: (lab) => interrupted(lab, 2),
  },
  {
    name: "host-fails-each-time",
    what: "The machines of all three tasks of an entry fail.",
    spec: spot,
    attempts: 3,
    seen: "Three tasks are Failed: its infrastructure became unhealthy. The entry counts once.",
    remedy: "Start the entry again, later.",
    ending: { reason: /^its infrastructure became unhealthy \(InfrastructureHealth\)/ },
    inject: (lab) => ({
      launch: diesIn(lab, 3),
      ecs: tells(lab, () => true, { stopCode: "InfrastructureHealth" }),
    }),
  },
  {
    name: "program-fails-once",
    what: "A task's program dies, and its entry may have three attempts after any end.",
    spec: any,
    attempts: 2,
    seen: anotherFollows,
    remedy: "Nothing; or read the task's log.",
    inject: (lab) => ({ launch: diesIn(lab, 1) }),
  },
  {
    name: "start-never-succeeds",
    what: "ECS cannot start any of an entry's three tasks, each time for a passing reason.",
    spec: spot,
    attempts: 3,
    seen: "Three tasks are Failed: ECS could not start it (TaskFailedToStart). The entry counts once.",
    remedy: "Check that the subnets reach the registry.",
    ending: { reason: /TaskFailedToStart.*i\/o timeout/ },
    inject: ({ victim }) => ({ launch: ofTask(victim, withoutItsImage) }),
  },
  {
    name: "restart-reply-lost",
    what: "ECS starts an entry's second task, but its answer is lost.",
    spec: any,
    attempts: 2,
    seen: "Nothing: it is asked for again under the same client token, and nothing is started twice.",
    inject: (lab) => ({ launch: diesIn(lab, 1), ecs: onRunTask(replyLost, 1, isSecond(lab)) }),
  },
  {
    name: "restart-quota-full",
    what: "The quota of vCPUs is full when an entry's second task is asked for.",
    spec: any,
    attempts: 2,
    seen: "Nothing but a later start: each poll asks again. The row of the first task stays open, and keeps in `next_attempt` what that needs.",
    remedy: nothing,
    inject: (lab) => {
      let left = 3;
      const isHit = isSecond(lab);
      return {
        launch: diesIn(lab, 1),
        refusal: (input) => (isHit({ input }) && left-- > 0 ? quotaReached : undefined),
      };
    },
  },
  {
    name: "restart-never-finds-room",
    what: "ECS has no room for an entry's second task until the run's deadline.",
    spec: { ...any, timeoutSeconds: 1_800 },
    seen: "At the deadline the task is Failed, for its own reason and since attempt 2 of 3 was not started.",
    remedy: "Start the entry again, later.",
    ending: { reason: /exited with code 137; attempt 2 of 3 was not started: .*Capacity/ },
    inject: (lab) => ({
      launch: diesIn(lab, 1),
      ecs: onRunTask(
        (call, proceed) => {
          // Each refusal comes minutes later than the one before.
          lab.time.skip(200);
          return failing("ClientException", "Capacity is unavailable at this time.")(call, proceed);
        },
        Infinity,
        isSecond(lab),
      ),
    }),
  },
  {
    name: "monitor-dies-at-a-restart",
    what: "The task monitor's process dies at one of its calls while it starts an entry's second task, before or after that took effect.",
    spec: any,
    attempts: 2,
    seen: "Nothing but a later end: it is called again, asks under the same client token, and starts nothing twice.",
    remedy: "Nothing. If it happens often, read the function's log.",
    inject: (lab) => ({
      ...dying({
        program: "task-monitor",
        times: 2,
        atCall: 3 + lab.random.whole(6),
        arrives: lab.random.pick([true, false]),
      }),
      launch: diesIn(lab, 1),
    }),
  },
];
