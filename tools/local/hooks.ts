import type { EcsEngineOptions, Intercept } from "./endpoints/ecs/ecs";
import type { TaskRunner } from "./endpoints/ecs/task-runner";
import type { ServiceInterceptor } from "./iam/service-call";
import type { Answer, FunctionConfiguration } from "./lambda/lambda-function";
import type { Json } from "./json";

/** One call of a Lambda function by the state machine. */
interface FunctionCall {
  /** Its name in the stack. */
  readonly name: string;
  readonly payload: Json;
  /** Ends the function's process at once, and with it the call. */
  readonly kill: () => Promise<void>;
}

/** Stands between the state machine and a Lambda function. */
export type InvokeHook = (call: FunctionCall, proceed: () => Promise<Answer>) => Promise<Answer>;

/** Points at which faults enter a local cloud. */
export interface Hooks extends Pick<EcsEngineOptions, "now" | "refusal" | "vcpus" | "capacityProvider"> {
  readonly ecs?: Intercept;
  readonly dynamodb?: ServiceInterceptor;
  readonly s3?: ServiceInterceptor;
  readonly invoke?: InvokeHook;
  /** Makes the runner of the tasks another one. */
  readonly runner?: (runner: TaskRunner) => TaskRunner;
  /** Makes of a function's configuration that of a later apply. It is asked for each invocation. */
  readonly applied?: (configuration: FunctionConfiguration) => FunctionConfiguration;
  /** Further variables of the functions' processes. */
  readonly functionEnvironment?: Readonly<Record<string, string>>;
}
