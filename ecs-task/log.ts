import { Logger } from "@aws-lambda-powertools/logger";

/** One line of JSON an event on standard output, which ECS hands to CloudWatch Logs. */
export const log = new Logger({ serviceName: "ecs-task" });
