import { ConnectionLost, EcsError, type Intercept } from "../local/endpoints/ecs";
import { allPatterns as patterns } from "../local/synthesis";
import type { Fault, Injection, Lab } from "./fault";
import { aimed, launches } from "./intercept";
import { preloaded } from "./task-processes";

const throttled: Intercept = () => Promise.reject(new EcsError("ThrottlingException", "Rate exceeded"));

const lookupThrottled: Intercept = () =>
  Promise.reject(
    new EcsError(
      "InvalidParameterException",
      "Error retrieving subnet information for [subnet-1]: Rate exceeded (ErrorCode: ThrottlingException)",
    ),
  );

const noCapacity: Intercept = () =>
  Promise.resolve({
    tasks: [],
    failures: [{ reason: "Capacity is unavailable at this time. Please try again later or in a different zone" }],
  });

const emptyAnswer: Intercept = () => Promise.resolve({ tasks: [], failures: [] });

const replyLost: Intercept = async (_call, proceed) => {
  await proceed();
  throw new ConnectionLost();
};

const denied: Intercept = () =>
  Promise.reject(
    new EcsError("AccessDeniedException", "User is not authorized to perform: ecs:RunTask because no policy allows it"),
  );

const noCluster: Intercept = () => Promise.reject(new EcsError("ClusterNotFoundException", "Cluster not found."));

const onVictim =
  (act: Intercept, times: number) =>
  ({ victim }: Lab): Injection => ({ ecs: aimed({ operation: "RunTask", picks: launches(victim), times }, act) });

const passes = {
  patterns,
  seen: "Nothing but a later start: the task is asked for again, and completes.",
  remedy: "Nothing. If it happens often, ask for a higher quota, or start fewer workflows at once.",
};

/** Faults of RunTask. */
export const runTaskFaults: readonly Fault[] = [
  {
    ...passes,
    name: "run-task-throttled",
    what: "ECS throttles the first calls of RunTask for a task.",
    inject: onVictim(throttled, 3),
  },
  {
    ...passes,
    name: "run-task-lookup-throttled",
    what: "ECS passes on, as InvalidParameterException, that its own look-up of the subnets was throttled.",
    inject: onVictim(lookupThrottled, 3),
  },
  {
    ...passes,
    name: "run-task-no-capacity",
    what: "ECS has no capacity for a task at first, and says so in `failures` of an answer that is no error.",
    inject: onVictim(noCapacity, 3),
  },
  {
    ...passes,
    name: "run-task-empty-answer",
    what: "ECS answers with neither a task nor a failure at first.",
    inject: onVictim(emptyAnswer, 2),
  },
  {
    name: "run-task-no-capacity-ever",
    what: "ECS never has capacity for a task.",
    patterns,
    seen: "The task is Failed: it could not be launched, with the reason of ECS. The others complete.",
    remedy: "Start the failed entries again later, or with subnets in other zones.",
    ending: { hits: "one", status: "Failed", reason: /^could not be launched.*Capacity is unavailable/ },
    inject: ({ victim, time }) => ({
      ecs: aimed({ operation: "RunTask", picks: launches(victim) }, (call, proceed) => {
        // Each refusal comes minutes later than the one before.
        time.skip(200);
        return noCapacity(call, proceed);
      }),
    }),
  },
  {
    name: "run-task-reply-lost",
    what: "ECS starts a task, but its answer is lost.",
    patterns,
    seen: "Nothing: pattern 1 asks again under the same client token, in patterns 2 and 3 the task's own row speaks for it.",
    remedy: "Nothing.",
    inject: onVictim(replyLost, 1),
  },
  {
    name: "run-task-reply-lost-and-task-dead",
    what: "ECS starts a task, its answer is lost, and the task dies before it writes anything.",
    patterns,
    seen: "The task is Failed, with what ECS says of its end. In patterns 2 and 3 only after `startTimeoutSeconds`: until then nobody knows its ARN.",
    remedy: "Read the task's log, then start the entry again.",
    ending: { hits: "one", status: "Failed", reason: /ended without recording the end.*exited with code 137/ },
    inject: (lab) => ({
      ...onVictim(replyLost, 1)(lab),
      launch: preloaded(lab.victim, "dies-at-once"),
    }),
  },
  {
    name: "run-task-access-denied",
    what: "The role that starts tasks may not call RunTask.",
    patterns,
    seen: "Every task is Failed: it could not be launched, AccessDeniedException. It is not tried again.",
    remedy: "Compare the role's policy with the one that the stack gives it: `terraform plan` shows the difference.",
    ending: { hits: "all", status: "Failed", reason: /^could not be launched.*AccessDeniedException/ },
    inject: () => ({ ecs: aimed({ operation: "RunTask" }, denied) }),
  },
  {
    name: "cluster-missing",
    what: "The cluster does not exist.",
    patterns,
    seen: "Every task is Failed: it could not be launched, ClusterNotFoundException.",
    remedy: "Deploy again: `terraform plan` shows what is missing.",
    ending: { hits: "all", status: "Failed", reason: /^could not be launched.*ClusterNotFoundException/ },
    inject: () => ({ ecs: noCluster }),
  },
];
