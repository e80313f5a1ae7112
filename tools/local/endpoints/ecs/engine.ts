import { ClientTokens } from "./client-tokens";
import { containerResource } from "./container-resources";
import type { ContainerAnswer, Ecs, EcsCall, EcsEngineOptions } from "./ecs";
import { EcsError } from "./ecs-error";
import { operations } from "./operations";
import { Tasks } from "./tasks";

/** ECS without its server: simulated runs call it as it is. */
export type EcsEngine = ReturnType<typeof newEcsEngine>;

const proceeds = <Call, Answer>(_call: Call, proceed: () => Promise<Answer>): Promise<Answer> => proceed();
const none = () => undefined;

/** Makes an ECS that answers RunTask, DescribeTasks, StopTask and ListTasks, and runs the tasks. */
export function newEcsEngine({
  maxRunning = 8,
  runner,
  onChange = none,
  intercept = proceeds,
  interceptContainer = proceeds,
  ...options
}: EcsEngineOptions) {
  const { now = () => new Date() } = options;
  const tasks = new Tasks({ runner, maxRunning, now, onChange });
  const ecs: Ecs = {
    ...{ region: "us-east-1", accountId: "000000000000", capacityProvider: "FARGATE" },
    ...{ refusal: none, credentialsOf: none },
    ...options,
    ...{ now, tasks, vcpus: options.vcpus ?? Infinity, credentials: new Map() },
    clientTokens: new ClientTokens(now, (taskArn) => tasks.find(taskArn)),
  };
  return {
    /**
     * Answers a call.
     *
     * @throws EcsError
     * @throws ConnectionLost when an interceptor says so
     */
    // oxlint-disable-next-line typescript/require-await -- what an operation throws becomes a rejection
    call: (call: EcsCall): Promise<object> => intercept(call, async () => dispatch(ecs, call)),
    /** Answers a container that asks for its metadata or credentials. */
    toContainer: (path: string): Promise<ContainerAnswer> =>
      interceptContainer({ path }, () => Promise.resolve(containerResource(ecs, path))),
    /** All tasks so far, in the order of their launch. */
    tasks: () => tasks.all(),
    /** Ends every task that runs, and waits for them. */
    close: () => tasks.close(),
  };
}

/** Does what a request asks for. @throws EcsError */
function dispatch(ecs: Ecs, { operation, input }: EcsCall): object {
  const operate = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  if (!operate) throw new EcsError("UnknownOperationException", `This endpoint has no operation ${operation}`);
  return operate(ecs, input as never);
}
