export { ConnectionLost, type EcsCall, type Intercept } from "./dispatch";
export { EcsError, type EcsErrorName } from "./ecs-error";
export { processRunner, type ProcessRunnerOptions } from "./process-runner";
export { startEcsEndpoint, type EcsEndpoint, type EcsEndpointOptions } from "./server";
export type { EcsTask } from "./task";
export type { OneContainerTaskDefinition } from "./task-definition";
export type { RunningTask, TaskLaunch, TaskRunner } from "./task-runner";
