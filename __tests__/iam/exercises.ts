import type { ServiceCall, ServiceInterceptor } from "../../tools/local/iam/service-call";
import { AwsError, errorAnswer } from "../../tools/local/http/aws-answers";
import type { Hooks } from "../../tools/local/hooks";
import { sampleKey } from "../../tools/local/contents";

/** A run of one task that needs a permission. */
export interface Exercise {
  readonly objectKey: string;
  /** What the spec has besides its list. */
  readonly spec?: object;
  /** What befalls the run, as far as it is its role's. */
  readonly hooks?: (roleName: string) => Pick<Hooks, "dynamodb" | "ecs">;
  /** What is found in the execution's end and the task's rows when all is allowed. */
  readonly expected: RegExp;
}

/** An object that has tags; one that is not there. */
export const taggedKey = "tagged/input.bin";
const missingKey = "missing/input.bin";

/** A list of one task. */
export const listKey = "lists/one.jsonl";

const listedIn = (key: string) => ({ taskSource: { format: "JSONL", key } });

const succeeded = /"SUCCEEDED"/;
const timedOut = /TasksFailed.*so it was stopped/;

const isOf = (roleName: string, { principal }: ServiceCall) => principal?.arn.endsWith(`/${roleName}`) === true;

const isDetailUpdate = ({ operation, accesses }: ServiceCall) =>
  operation === "UpdateItem" && accesses.some(({ resource }) => resource.includes("-workflow-details"));

const conditionFailed = errorAnswer(
  "dynamodb",
  new AwsError("ConditionalCheckFailedException", "The conditional request failed"),
);

/** The first update of a task's row by a role takes effect, and yet is answered as if somebody else had been first. */
function contested(roleName: string): ServiceInterceptor {
  let first = true;
  return async (call, proceed) => {
    if (!first || !isOf(roleName, call) || !isDetailUpdate(call)) return proceed();
    first = false;
    await proceed();
    return conditionFailed;
  };
}

/** No program but the monitor gets its rows written, though it believes so. */
const lostRows: ServiceInterceptor = (call, proceed) =>
  isDetailUpdate(call) && call.principal?.arn.includes("-task-monitor-") !== true
    ? Promise.resolve({ status: 200, headers: { "content-type": "application/x-amz-json-1.0" }, body: "{}" })
    : proceed();

const overdue = { timeoutSeconds: 2, simulatedWorkSeconds: 600 };

export const exercises = {
  copying: { objectKey: sampleKey, expected: succeeded },
  toldRun: { objectKey: sampleKey, expected: /"SUCCEEDED".*"Completed: amazon-ecs-starter-kit/ },
  copyingTags: { objectKey: taggedKey, expected: succeeded },
  missingObject: { objectKey: missingKey, expected: /the object does not exist \(404\)/ },
  contestedRow: {
    objectKey: sampleKey,
    hooks: (roleName) => ({ dynamodb: contested(roleName) }),
    expected: succeeded,
  },
  listedTask: { objectKey: sampleKey, spec: listedIn(listKey), expected: succeeded },
  missingList: {
    objectKey: sampleKey,
    spec: listedIn("lists/missing.jsonl"),
    expected: /InvalidWorkflowSpec.*there is no such object/,
  },
  secondAttempt: {
    objectKey: missingKey,
    spec: { taskDefaults: { attempts: 2 } },
    expected: /"attempt":2.*the object does not exist \(404\)/,
  },
  usedRunId: { objectKey: sampleKey, spec: { workflowRunId: "1" }, expected: /RunIdAlreadyUsed/ },
  refusedLaunch: {
    objectKey: sampleKey,
    hooks: () => ({
      ecs: (call, proceed) =>
        call.operation === "RunTask"
          ? Promise.reject(new AwsError("InvalidParameterException", "No such platform"))
          : proceed(),
    }),
    expected: /could not be launched.*No such platform/,
  },
  overdueTask: { objectKey: sampleKey, spec: overdue, expected: timedOut },
  overdueContestedTask: {
    objectKey: sampleKey,
    spec: overdue,
    hooks: (roleName) => ({ dynamodb: contested(roleName) }),
    expected: timedOut,
  },
  overdueUnrecordedTask: {
    objectKey: sampleKey,
    spec: overdue,
    hooks: () => ({ dynamodb: lostRows }),
    expected: timedOut,
  },
} as const satisfies Readonly<Record<string, Exercise>>;
