import type { Task } from "@aws-sdk/client-ecs";
import type { Intercept } from "../local/endpoints/ecs/ecs";
import { quotaReached } from "../local/endpoints/ecs/run-task";
import type { TaskLaunch } from "../local/endpoints/ecs/task-runner";
import { attemptOf } from "../../handlers/task-monitor/tasks-in-ecs";
import { taskEnvironment } from "../../workflow/task-environment";
import type { FaultRows, Injection, Lab } from "./fault";
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

/** Faults of tasks whose entries may have three attempts. */
export const attemptFaults: FaultRows = {
  "spot-interruption-once": {
    spec: spot,
    attempts: 2,
    account: onSpot,
    inject: (lab) => interrupted(lab, 1),
  },
  "spot-interruption-twice": {
    spec: spot,
    attempts: 3,
    account: onSpot,
    inject: (lab) => interrupted(lab, 2),
  },
  "host-fails-each-time": {
    spec: spot,
    attempts: 3,
    ending: { reason: /^its infrastructure became unhealthy \(InfrastructureHealth\)/ },
    inject: (lab) => ({
      launch: diesIn(lab, 3),
      ecs: tells(lab, () => true, { stopCode: "InfrastructureHealth" }),
    }),
  },
  "program-fails-once": {
    spec: any,
    attempts: 2,
    inject: (lab) => ({ launch: diesIn(lab, 1) }),
  },
  "start-never-succeeds": {
    spec: spot,
    attempts: 3,
    ending: { reason: /TaskFailedToStart.*i\/o timeout/ },
    inject: ({ victim }) => ({ launch: ofTask(victim, withoutItsImage) }),
  },
  "restart-reply-lost": {
    spec: any,
    attempts: 2,
    inject: (lab) => ({ launch: diesIn(lab, 1), ecs: onRunTask(replyLost, 1, isSecond(lab)) }),
  },
  "restart-quota-full": {
    spec: any,
    attempts: 2,
    inject: (lab) => {
      let left = 3;
      const isHit = isSecond(lab);
      return {
        launch: diesIn(lab, 1),
        refusal: (input) => (isHit({ input }) && left-- > 0 ? quotaReached : undefined),
      };
    },
  },
  "restart-never-finds-room": {
    spec: { ...any, timeoutSeconds: 1_800 },
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
  "monitor-dies-at-a-restart": {
    spec: any,
    attempts: 2,
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
};
