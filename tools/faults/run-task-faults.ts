import { AwsError } from "../local/http/aws-answers";
import type { Intercept } from "../local/endpoints/ecs/ecs";
import { chained } from "../local/http/exchange";
import { died, type FaultRow, type Injection, type Lab } from "./fault";
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

const onVictim =
  (act: Intercept, times?: number) =>
  ({ victim }: Lab): Injection => ({ ecs: onRunTask(act, times, launches(victim)) });

const onAll = (act: Intercept) => (): Injection => ({ ecs: onRunTask(act) });

const passes = {
  seen: "Nothing but a later start: the task is asked for again, and completes.",
  remedy: "Nothing. If it happens often, ask for a higher quota, or start fewer workflows at once.",
};

const sameToken = "Nothing: it is asked for again under the same client token, and nothing is started twice.";
const deployAgain = "Deploy again: `terraform plan` shows what is missing.";

/** Faults of RunTask. */
export const runTaskFaults: readonly FaultRow[] = [
  {
    ...passes,
    name: "run-task-throttled",
    what: "ECS throttles the first calls of RunTask for a task.",
    inject: onVictim(failing("ThrottlingException", "Rate exceeded"), 3),
  },
  {
    ...passes,
    name: "run-task-lookup-throttled",
    what: "ECS passes on, as InvalidParameterException, that its own look-up of the subnets was throttled.",
    inject: onVictim(
      failing(
        "InvalidParameterException",
        "Error retrieving subnet information for [subnet-1]: Rate exceeded (ErrorCode: ThrottlingException)",
      ),
      3,
    ),
  },
  {
    ...passes,
    name: "run-task-no-capacity",
    what: "ECS has no capacity for a task at first, and says so in `failures` of an answer that is no error.",
    inject: refused(capacityReason, 3),
  },
  {
    ...passes,
    name: "run-task-no-memory",
    what: "ECS finds no memory for a task at first, `RESOURCE:MEMORY` in `failures`.",
    inject: refused("RESOURCE:MEMORY", 3),
  },
  {
    ...passes,
    name: "vcpu-quota-full",
    what: "The account may run two of the tasks at once: RunTask answers that its quota of vCPUs is reached.",
    seen: "Nothing but a later end: each entry is launched when another's task has stopped.",
    remedy: "Nothing; or ask for a higher quota, Fargate On-Demand vCPU resource count.",
    account: { vcpus: 0.5 },
    inject: () => ({}),
  },
  {
    ...passes,
    name: "run-task-empty-answer",
    what: "ECS answers with neither a task nor a failure at first.",
    inject: onVictim(() => Promise.resolve({ tasks: [], failures: [] }), 2),
  },
  {
    name: "run-task-no-capacity-ever",
    what: "ECS never has capacity for a task.",
    seen: "It is asked for again until the run's deadline; then it is Failed: not launched, with the last reason of ECS. The others complete.",
    remedy: "Start the failed entries again later, or with subnets in other zones.",
    ending: { reason: /^was not launched within the run's 1800 s; ECS had no room.*Capacity/ },
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
  {
    name: "run-task-reply-lost",
    what: "ECS starts a task, but its answer is lost.",
    seen: sameToken,
    inject: onVictim(replyLost, 1),
  },
  {
    name: "run-task-reply-lost-and-task-dead",
    what: "ECS starts a task, its answer is lost, and the task dies before it writes anything.",
    seen: "The task is Failed, with what ECS says of its end: asked again under the same client token, ECS names it.",
    ...died,
    inject: (lab) => ({ ...onVictim(replyLost, 1)(lab), launch: preloaded(lab.victim, "dies-at-once") }),
  },
  {
    ...passes,
    name: "run-task-fails-before-it-starts",
    what: "ECS answers HTTP 500 and has started nothing.",
    inject: onVictim(serverFault, 3),
  },
  {
    ...passes,
    name: "run-task-fails-after-it-started",
    what: "ECS answers HTTP 500, but has started the task.",
    seen: sameToken,
    inject: onVictim(async (call, proceed) => {
      await proceed();
      return serverFault(call, proceed);
    }, 1),
  },
  {
    ...passes,
    name: "client-token-conflict",
    what: "A task is started, the answer is lost, and an apply changes what is asked for: ECS answers ConflictException.",
    seen: "Nothing: the conflict names the task that was started.",
    inject: onVictim(conflictComes, 1),
  },
  {
    ...passes,
    name: "client-token-conflict-without-a-name",
    what: "The same, and the ConflictException does not name the task.",
    seen: "Nothing: the task's own row speaks for it.",
    inject: ({ victim }) => ({
      ecs: chained([onRunTask(withoutResourceIds), onRunTask(conflictComes, 1, launches(victim))]),
    }),
  },
  {
    name: "security-group-missing",
    what: "The security group does not exist.",
    seen: "Every task is Failed: it could not be launched, InvalidParameterException. It is not tried again.",
    remedy: deployAgain,
    ending: { hits: "all", reason: /^could not be launched.*security group 'sg-1' does not exist/ },
    mostCalls: labTaskNames.length,
    inject: onAll(noSecurityGroup),
  },
  {
    name: "task-definition-inactive",
    what: "Somebody deregisters the revision of the task definition that a run began with.",
    seen: "A task that is launched after it is Failed: it could not be launched, TaskDefinition is inactive.",
    remedy:
      "Start the failed entries again: a new run takes the newest revision. An apply leaves old revisions ACTIVE.",
    ending: { reason: /^could not be launched.*TaskDefinition is inactive/ },
    mostCalls: labTaskNames.length,
    inject: onVictim(failing("InvalidParameterException", "TaskDefinition is inactive")),
  },
  {
    name: "run-task-access-denied",
    what: "The role that starts tasks may not call RunTask.",
    seen: "Every task is Failed: it could not be launched, AccessDeniedException. It is not tried again.",
    mostCalls: labTaskNames.length,
    remedy: "Compare the role's policy with the one that the stack gives it: `terraform plan` shows the difference.",
    ending: { hits: "all", reason: /^could not be launched.*AccessDeniedException/ },
    inject: onAll(
      failing("AccessDeniedException", "User is not authorized to perform: ecs:RunTask because no policy allows it"),
    ),
  },
  {
    name: "cluster-missing",
    what: "The cluster does not exist.",
    seen: "Every task is Failed: it could not be launched, ClusterNotFoundException.",
    remedy: deployAgain,
    ending: { hits: "all", reason: /^could not be launched.*ClusterNotFoundException/ },
    inject: () => ({ ecs: failing("ClusterNotFoundException", "Cluster not found.") }),
  },
];
