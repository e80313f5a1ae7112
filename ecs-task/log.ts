import { Logger } from "@aws-lambda-powertools/logger";

/** One line of JSON an event; ECS hands what a container writes to CloudWatch Logs. */
export const log = new Logger({ serviceName: "ecs-task" });
