import { Logger } from "@aws-lambda-powertools/logger";
import type { Context } from "aws-lambda";
import * as v from "valibot";
import { deploymentKeys, readEnvironment } from "../../workflow/deployment";
import { jobSchema } from "../../workflow/job";
import type { LauncherAnswer, LauncherEvent } from "../../workflow/iterator";
import { createAuditStore, createECSClient } from "../clients";
import { readListFromS3 } from "./read-list";
import type { LauncherDependencies } from "./begin-run";
import { launch } from "./launcher";

const { maxTimeoutSeconds, retentionDays, job, ...deployment } = readEnvironment(
  [...deploymentKeys, "maxTimeoutSeconds", "retentionDays", "job"],
  process.env,
);

const dependencies: LauncherDependencies = {
  ecs: createECSClient(1),
  audit: createAuditStore({ ...deployment, retentionDays }),
  deployment,
  maxTimeoutSeconds: Number(maxTimeoutSeconds),
  job: v.parse(jobSchema, job),
  readList: readListFromS3,
  logger: new Logger({ serviceName: "task-launcher" }),
  now: () => new Date(),
};

/** The task launcher, a Lambda function. */
export const handler = (event: LauncherEvent, context: Context): Promise<LauncherAnswer> =>
  launch(event, dependencies, () => context.getRemainingTimeInMillis());
