import type { Logger } from "@aws-lambda-powertools/logger";
import type { AssignPublicIp, ECSClient, RunTaskCommandInput } from "@aws-sdk/client-ecs";
import type { AuditStore, RunKey } from "../../workflow/audit-store";
import type { CompleteWorkflowSpec, TaskEntry } from "../../workflow/spec";
import { overridesOf } from "../../workflow/task-overrides";
import { clientTokenOf } from "../../workflow/client-token";
import type { LaunchTime } from "./launch-time";
import type { Pace } from "./pace";
import { LaunchRefused, runTask } from "./run-task";

/** One run that is being launched. */
export interface Launching {
  readonly ecs: ECSClient;
  readonly audit: AuditStore;
  readonly logger: Pick<Logger, "info" | "warn" | "error">;
  readonly spec: CompleteWorkflowSpec;
  readonly run: RunKey;
  readonly executionArn: string;
  readonly time: LaunchTime;
  readonly pace: Pace;
}

/**
 * Where an entry stands: it has a row, it is left for the next invocation, it is left to the monitor since nobody knows
 * whether its task runs, or its row could not be written.
 */
export type LaunchOutcome = "accounted" | "postponed" | "unknown" | Error;

/** Launches one entry and records it as Submitted, or as Failed when it cannot be launched. Never rejects. */
export async function launchEntry(launching: Launching, entry: TaskEntry, index: number): Promise<LaunchOutcome> {
  const { ecs, audit, logger, run, time, pace } = launching;
  const { taskName } = entry;
  const mayRetry = ({ attempts }: LaunchRefused) => !time.isShort() && !time.isOver() && !time.isGivenUp(attempts);
  if (time.isShort() || time.isOver()) return "postponed";
  try {
    const taskId = await runTask(ecs, pace, runTaskInput(launching, entry, index), mayRetry);
    await audit.recordTask({ ...run, taskId }, "Submitted", { task_name: taskName });
    logger.info("task submitted", { ...run, taskName, taskId });
    return "accounted";
  } catch (error) {
    if (!(error instanceof LaunchRefused)) return notRecorded(launching, taskName, error);
    if (error.passes && !time.isGivenUp(error.attempts)) return "postponed";
    if (error.mayRun) return leaveToMonitor(launching, taskName, error);
    return await recordRefusal(launching, taskName, error).catch((fault: unknown) =>
      notRecorded(launching, taskName, fault),
    );
  }
}

// The monitor finds the task in ECS, or says that there is none.
function leaveToMonitor({ logger, run }: Launching, taskName: string, { message }: LaunchRefused): LaunchOutcome {
  logger.warn("not known whether the task started", { ...run, taskName, reason: message });
  return "unknown";
}

async function recordRefusal(
  { audit, logger, run }: Launching,
  taskName: string,
  { attempts, message }: LaunchRefused,
): Promise<LaunchOutcome> {
  const reason = `could not be launched (attempts: ${attempts}): ${message}`;
  await audit.recordNotLaunched(run, taskName, reason);
  logger.warn("task not launched", { ...run, taskName, reason });
  return "accounted";
}

function notRecorded({ logger, run }: Launching, taskName: string, error: unknown): Error {
  const fault = error instanceof Error ? error : new Error(String(error));
  logger.error("row not written", { ...run, taskName, reason: `${fault.name}: ${fault.message}` });
  return fault;
}

const runTaskInput = (
  { spec, run, executionArn }: Launching,
  entry: TaskEntry,
  index: number,
): RunTaskCommandInput => ({
  cluster: spec.clusterName,
  taskDefinition: spec.taskDefinition,
  count: 1,
  clientToken: clientTokenOf(executionArn, index, 0),
  startedBy: run.workflowRunId,
  networkConfiguration: {
    awsvpcConfiguration: {
      subnets: spec.subnetIdLiteral.split(spec.separator),
      securityGroups: [spec.securityGroupId],
      assignPublicIp: spec.assignPublicIp as AssignPublicIp,
    },
  },
  overrides: overridesOf(spec, entry, run.workflowRunId) as RunTaskCommandInput["overrides"],
});
