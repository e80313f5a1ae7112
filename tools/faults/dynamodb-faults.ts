import type { ServiceCall, ServiceInterceptor } from "../local/iam/service-call";
import { AwsError, type HttpAnswer } from "../local/http/aws-answers";
import { chained, ConnectionLost } from "../local/http/exchange";
import type { TaskStatus } from "../../workflow/status";
import { died, type FaultRows } from "./fault";
import { aimed, answering, callerOf, replyLost } from "./intercept";

/** Attributes that an UpdateItem call of the audit store or the state machine sets. */
interface Update {
  readonly ExpressionAttributeValues?: Readonly<Record<string, { readonly S?: string } | undefined>>;
}

const settingOf = (call: ServiceCall, name: string): string | undefined =>
  call.operation === "UpdateItem"
    ? (JSON.parse(call.body.toString()) as Update).ExpressionAttributeValues?.[`:${name}`]?.S
    : undefined;

const writes = ["UpdateItem"];

/** True for the write of a task's status. */
const records = (taskName: string, status: TaskStatus) => (call: ServiceCall) =>
  settingOf(call, "task_name") === taskName && settingOf(call, "status") === status;

const throttle = answering(
  "dynamodb",
  new AwsError(
    "ProvisionedThroughputExceededException",
    "The level of configured provisioned throughput for the table was exceeded",
  ),
);

/** Every write, told apart by who makes it and what it says. */
const distinctWrite = (call: ServiceCall): string | undefined =>
  call.operation === "UpdateItem" || call.operation === "PutItem"
    ? [callerOf(call), call.operation, settingOf(call, "task_name"), settingOf(call, "status")].join(" ")
    : undefined;

/** The answer to the first of each of these writes is lost. */
function firstAnswersLost(): ServiceInterceptor {
  const seen = new Set<string>();
  return (call, proceed) => {
    const write = distinctWrite(call);
    if (write === undefined || seen.has(write)) return proceed();
    seen.add(write);
    return replyLost(call, proceed);
  };
}

/** Faults of the audit tables. */
export const dynamodbFaults: FaultRows = {
  "dynamodb-throttled": {
    inject: () => {
      const operations = ["PutItem", "UpdateItem", "GetItem", "Query"];
      return {
        dynamodb: chained(
          operations.map((operation) =>
            aimed<ServiceCall, HttpAnswer>({ operations: [operation], times: 2 }, throttle),
          ),
        ),
      };
    },
  },
  "write-takes-effect-without-an-answer": { inject: () => ({ dynamodb: firstAnswersLost() }) },
  "row-of-the-launch-comes-last": {
    inject: ({ victim }) => {
      let ended = (): void => undefined;
      const end = new Promise<void>((resolve) => {
        ended = resolve;
      });
      return {
        dynamodb: async (call, proceed) => {
          if (records(victim, "Submitted")(call)) await end;
          const answer = await proceed();
          if (records(victim, "Completed")(call)) ended();
          return answer;
        },
      };
    },
  },
  "task-crashes-after-its-copy": {
    ending: died,
    inject: ({ victim, processes }) => ({
      dynamodb: aimed({ operations: writes, picks: records(victim, "Completed") }, async () => {
        await processes.kill(victim);
        throw new ConnectionLost();
      }),
    }),
  },
  "task-killed-before-its-first-write": {
    ending: died,
    inject: ({ victim, processes, random }) => {
      const arrives = random.pick([true, false]);
      return {
        dynamodb: aimed({ operations: writes, picks: records(victim, "Running") }, async (_call, proceed) => {
          if (arrives) await proceed();
          await processes.kill(victim);
          throw new ConnectionLost();
        }),
      };
    },
  },
};
