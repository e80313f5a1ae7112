import { AwsError } from "../local/http/aws-answers";
import type { Intercept } from "../local/endpoints/ecs/ecs";
import { chained } from "../local/http/exchange";
import { died, type FaultRows, type Injection, type Lab } from "./fault";
import { labTaskNames } from "./lab-workflow";
import { failing, launches, onRunTask, replyLost, taskNameOf } from "./intercept";
import { preloaded } from "./task-processes";

const capacityReason = "Capacity is unavailable at this time. Please try again later or in a different zone";

/** Refuses the victim for a reason in `failures`, which ECS remembers by the client token. */
const refused =
  (reason: string, times: number) =>
  ({ victim }: Lab): Injection => {
    let left = times;
    return { refusal: (input) => (taskNameOf(input) === victim && left-- > 0 ? reason : undefined) };
  };

const serverFault = failing("ServerException", "Service Unavailable. Please try again later.");

/** The task is started with another parameter than the caller's, as before an apply, and the answer is lost. */
const conflictComes: Intercept = (call, proceed) => {
  Object.assign(call.input, { platformVersion: "1.4.0" });
  return replyLost(call, proceed);
};

const withoutResourceIds: Intercept = (_call, proceed) =>
  proceed().catch((error: unknown) => {
    if (error instanceof AwsError && error.name === "ConflictException")
      throw new AwsError("ConflictException", error.message);
    throw error;
  });

/** Refuses for good. */
export const noSecurityGroup = failing(
  "InvalidParameterException",
  "Error retrieving security group information for [sg-1]: The security group 'sg-1' does not exist (ErrorCode: InvalidGroup.NotFound)",
);

const denied = failing(
  "AccessDeniedException",
  "User is not authorized to perform: ecs:RunTask because no policy allows it",
);

/** The victim's task is started by a call that goes wrong as `first` says, and refused for good from then on, whatever its token. */
export function startedThenDenied({ victim }: Lab, first: Intercept): Intercept {
  const acts = [first];
  return onRunTask((call, proceed) => (acts.shift() ?? denied)(call, proceed), Infinity, launches(victim));
}

const onVictim =
  (act: Intercept, times?: number) =>
  ({ victim }: Lab): Injection => ({ ecs: onRunTask(act, times, launches(victim)) });

const onAll = (act: Intercept) => (): Injection => ({ ecs: onRunTask(act) });

/** Faults of RunTask. */
export const runTaskFaults: FaultRows = {
  "run-task-throttled": { inject: onVictim(failing("ThrottlingException", "Rate exceeded"), 3) },
  "run-task-lookup-throttled": {
    inject: onVictim(
      failing(
        "InvalidParameterException",
        "Error retrieving subnet information for [subnet-1]: Rate exceeded (ErrorCode: ThrottlingException)",
      ),
      3,
    ),
  },
  "run-task-no-capacity": { inject: refused(capacityReason, 3) },
  "run-task-no-memory": { inject: refused("RESOURCE:MEMORY", 3) },
  "vcpu-quota-full": {
    account: { vcpus: 0.5 },
    inject: () => ({}),
  },
  "run-task-empty-answer": { inject: onVictim(() => Promise.resolve({ tasks: [], failures: [] }), 2) },
  "run-task-no-capacity-ever": {
    ending: { reason: /^was not launched within the run's 1800 s; the last refusal of ECS.*Capacity/ },
    spec: { timeoutSeconds: 1_800 },
    inject: ({ victim, time }) => ({
      refusal: (input) => {
        if (taskNameOf(input) !== victim) return undefined;
        // Each refusal comes minutes later than the one before.
        time.skip(200);
        return capacityReason;
      },
    }),
  },
  "run-task-reply-lost": { inject: onVictim(replyLost, 1) },
  "run-task-reply-lost-and-task-dead": {
    ending: died,
    inject: (lab) => ({ ...onVictim(replyLost, 1)(lab), launch: preloaded(lab.victim, "dies-at-once") }),
  },
  "run-task-reply-lost-and-then-refused": {
    job: "container",
    inject: (lab) => ({ ecs: startedThenDenied(lab, replyLost) }),
  },
  "run-task-fails-before-it-starts": { inject: onVictim(serverFault, 3) },
  "run-task-fails-after-it-started": {
    inject: onVictim(async (call, proceed) => {
      await proceed();
      return serverFault(call, proceed);
    }, 1),
  },
  "client-token-conflict": { inject: onVictim(conflictComes, 1) },
  "client-token-conflict-without-a-name": {
    inject: ({ victim }) => ({
      ecs: chained([onRunTask(withoutResourceIds), onRunTask(conflictComes, 1, launches(victim))]),
    }),
  },
  "security-group-missing": {
    ending: { hits: "all", reason: /^could not be launched.*security group 'sg-1' does not exist/ },
    mostCalls: labTaskNames.length,
    inject: onAll(noSecurityGroup),
  },
  "task-definition-inactive": {
    ending: { reason: /^could not be launched.*TaskDefinition is inactive/ },
    mostCalls: labTaskNames.length,
    inject: onVictim(failing("InvalidParameterException", "TaskDefinition is inactive")),
  },
  "run-task-access-denied": {
    mostCalls: labTaskNames.length,
    ending: { hits: "all", reason: /^could not be launched.*AccessDeniedException/ },
    inject: onAll(denied),
  },
  "cluster-missing": {
    ending: { hits: "all", reason: /^could not be launched.*ClusterNotFoundException/ },
    inject: () => ({ ecs: failing("ClusterNotFoundException", "Cluster not found.") }),
  },
};
