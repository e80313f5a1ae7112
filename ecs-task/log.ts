import { Logger } from "@aws-lambda-powertools/logger";

/**
 * One line of JSON an event; ECS hands what a container writes to CloudWatch Logs. Lines say which task of which run, and
 * what happened; keys of objects, and reasons, which name them, are in the audit table alone.
 */
export const log = new Logger({ serviceName: "ecs-task" });
