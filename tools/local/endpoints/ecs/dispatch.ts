import type { IncomingHttpHeaders } from "node:http";
import type { Interceptor } from "../interception";
import type { Ecs } from "./ecs";
import { EcsError } from "./ecs-error";
import { describeTasks } from "./operations/describe-tasks";
import { listTasks } from "./operations/list-tasks";
import { runTask } from "./operations/run-task";
import { stopTask } from "./operations/stop-task";

/** The actions that this endpoint has, by the name that a request calls them by. */
const operations: Readonly<Partial<Record<string, (ecs: Ecs, input: never) => object>>> = {
  RunTask: runTask,
  DescribeTasks: describeTasks,
  StopTask: stopTask,
  ListTasks: listTasks,
};

/** One request to the ECS API. */
export interface EcsCall {
  /** E.g. `RunTask`. */
  readonly operation: string;
  /** The request's JSON. */
  readonly input: object;
  readonly headers: IncomingHttpHeaders;
}

/** Stands between a request and the operation. It may throw an EcsError too. */
export type Intercept = Interceptor<EcsCall, object>;

/**
 * Does what a request asks for.
 *
 * @throws EcsError
 */
export function dispatch(ecs: Ecs, { operation, input }: EcsCall): object {
  const operate = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  if (!operate) throw new EcsError("UnknownOperationException", `This endpoint has no operation ${operation}`);
  return operate(ecs, input as never);
}
