/** The family of a task definition, `family:revision`. */
export const familyOf = (taskDefinition: string): string => taskDefinition.replace(/:\d+$/, "");

/** The log group of the tasks of a family. */
export const taskLogGroup = (family: string): string => `/aws/ecs/${family}`;

/** The log stream of a task. ECS developer guide, "Using the awslogs log driver": prefix/container/task. Here the prefix is the container. */
export const taskLogStream = (containerName: string, taskArn: string): string =>
  `${containerName}/${containerName}/${taskArn.slice(taskArn.lastIndexOf("/") + 1)}`;
