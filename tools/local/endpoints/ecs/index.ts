export { ConnectionLost } from "../interception";
export type { EcsCall, Intercept } from "./dispatch";
export { containerLabel, dockerRunner, type DockerRunnerOptions } from "./docker-runner";
export { EcsError, type EcsErrorName } from "./ecs-error";
export { processRunner, type ProcessRunnerOptions } from "./process-runner";
export { startEcsEndpoint, type EcsEndpoint, type EcsEndpointOptions } from "./server";
export type { EcsTask } from "./task";
export { lookUpTaskDefinition, type OneContainerTaskDefinition } from "./task-definition";
export type { RunningTask, TaskLaunch, TaskRunner } from "./task-runner";
