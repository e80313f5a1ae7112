import type { Interceptor } from "../../http/exchange";
import { ClientTokens } from "./client-tokens";
import { containerResource, type ContainerAnswer } from "./container-resources";
import { dispatch, type EcsCall, type Intercept } from "./operations";
import type { Ecs } from "./ecs";
import { Scheduler } from "./scheduler";
import { TaskTable, type EcsTask } from "./task-table";
import type { TaskRunner } from "./task-runner";

/** Stands between a container and its metadata and credentials. */
type InterceptContainer = Interceptor<{ readonly path: string }, ContainerAnswer>;

/** Surroundings of an ECS; their defaults are told of in `Ecs`. */
export interface EcsEngineOptions
  extends
    Pick<Ecs, "registry" | "url">,
    Partial<Pick<Ecs, "region" | "accountId" | "credentialsOf" | "now" | "vcpus" | "capacityProvider" | "refusal">> {
  /** Runs a task's container. */
  readonly runner: TaskRunner;
  /** Tasks that run at once; others wait as PENDING. @default 8 */
  readonly maxRunning?: number;
  /** Called with a task when it is new and after each change. */
  readonly onChange?: (task: EcsTask) => void;
  /** @default every call proceeds */
  readonly intercept?: Intercept;
  /** @default every request proceeds */
  readonly interceptContainer?: InterceptContainer;
}

/** ECS without its server: simulated runs call it as it is. */
export interface EcsEngine {
  /**
   * Answers a call.
   *
   * @throws EcsError
   * @throws ConnectionLost when an interceptor says so
   */
  readonly call: (call: EcsCall) => Promise<object>;
  /** Answers a container that asks for its metadata or credentials. */
  readonly toContainer: (path: string) => Promise<ContainerAnswer>;
  /** All tasks so far, in the order of their launch. */
  readonly tasks: () => readonly EcsTask[];
  /** Ends every task that runs, and waits for them. */
  readonly close: () => Promise<void>;
}

const proceeds = <Call, Answer>(_call: Call, proceed: () => Promise<Answer>): Promise<Answer> => proceed();

/** Makes an ECS that answers RunTask, DescribeTasks, StopTask and ListTasks, and runs the tasks. */
export function newEcsEngine(options: EcsEngineOptions): EcsEngine {
  const { region = "us-east-1", accountId = "000000000000", maxRunning = 8, registry, runner, url, vcpus } = options;
  const { capacityProvider = "FARGATE" } = options;
  const { now = () => new Date(), refusal = () => undefined, credentialsOf = () => undefined } = options;
  const { intercept = proceeds, interceptContainer = proceeds } = options;
  const tasks = new TaskTable(options.onChange);
  const ecs: Ecs = {
    ...{ region, accountId, registry, credentialsOf, tasks, now, vcpus, capacityProvider, refusal, url },
    credentials: new Map(),
    scheduler: new Scheduler(tasks, runner, maxRunning, now),
    clientTokens: new ClientTokens(now, (taskArn) => tasks.find(taskArn)),
  };
  return {
    // eslint-disable-next-line @typescript-eslint/require-await -- what an operation throws becomes a rejection
    call: (call) => intercept(call, async () => dispatch(ecs, call)),
    toContainer: (path) => interceptContainer({ path }, () => Promise.resolve(containerResource(ecs, path))),
    tasks: () => tasks.all(),
    close: () => ecs.scheduler.close(),
  };
}
