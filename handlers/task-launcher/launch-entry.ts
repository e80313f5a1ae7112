import type { Logger } from "@aws-lambda-powertools/logger";
import type { ECSClient, RunTaskCommandInput } from "@aws-sdk/client-ecs";
import type { AuditStore } from "../../workflow/audit-store";
import type { RunKey } from "../../workflow/run";
import { clientTokenOf } from "../../workflow/client-token";
import { isTerminal } from "../../workflow/status";
import type { CompleteWorkflowSpec } from "../../workflow/spec";
import { overridesOf } from "../../workflow/task-overrides";
import type { Pace } from "../pace";
import { LaunchRefused, oneTaskOf, runTask } from "../run-task";
import type { Waiting } from "./waiting-entries";

/** One run that is being launched. */
interface Launching {
  readonly ecs: ECSClient;
  readonly audit: AuditStore;
  readonly logger: Pick<Logger, "info" | "warn" | "error">;
  readonly spec: CompleteWorkflowSpec;
  readonly run: RunKey;
  readonly executionArn: string;
  readonly pace: Pace;
  /** False when there is no time left for another call of ECS. */
  readonly mayGoOn: () => boolean;
}

/** Outcome of an entry. */
type LaunchOutcome =
  /** It has a row, or the monitor finds out whether it has a task. */
  | { readonly done: true; /** True for one whose task may run. */ readonly hasTask: boolean; readonly reason?: string }
  /** It is to be asked for again. @param reason why there was no room; undefined when there was only no time */
  | ({ readonly done: false; readonly reason?: string } & Pick<Waiting, "refusals" | "isStartUnknown">)
  /** Its row could not be written. */
  | Error;

/** Launches one entry and records it as Submitted, or as Failed when it cannot be launched. Never rejects. */
export async function launchEntry(launching: Launching, waiting: Waiting): Promise<LaunchOutcome> {
  const { logger, run, mayGoOn } = launching;
  const { entry, refusals } = waiting;
  if (!mayGoOn()) return { done: false, refusals, isStartUnknown: false };
  try {
    return await launchAndRecord(launching, waiting);
  } catch (error) {
    const fault = error instanceof Error ? error : new Error(String(error));
    logger.error("row not written", { ...run, taskName: entry.taskName, reason: `${fault.name}: ${fault.message}` });
    return fault;
  }
}

async function launchAndRecord(launching: Launching, waiting: Waiting): Promise<LaunchOutcome> {
  const { ecs, audit, logger, run, pace, mayGoOn } = launching;
  const { taskName } = waiting.entry;
  const taskId = await runTask(ecs, pace, runTaskInput(launching, waiting), mayGoOn, waiting.isStartUnknown);
  if (taskId instanceof LaunchRefused) return afterRefusal(launching, waiting, taskId);
  const status = await audit.recordTask({ ...run, taskId }, "Submitted", { task_name: taskName });
  logger.info("task submitted", { ...run, taskName, taskId });
  return { done: true, hasTask: !isTerminal(status) };
}

async function afterRefusal(
  { audit, logger, run, mayGoOn }: Launching,
  { entry: { taskName }, refusals }: Waiting,
  { outcome, message }: LaunchRefused,
): Promise<LaunchOutcome> {
  if (outcome === "final") {
    const reason = `could not be launched: ${message}`;
    await audit.recordNotLaunched(run, taskName, reason);
    logger.warn("task not launched", { ...run, taskName, reason });
    return { done: true, hasTask: false };
  }
  if (outcome === "leftToMonitor") {
    // It finds the task in ECS, or says that there is none.
    logger.warn("not known whether the task started", { ...run, taskName, reason: message });
    return { done: true, hasTask: true, reason: message };
  }
  const isStartUnknown = outcome === "unknown";
  if (outcome === "refused") return { done: false, refusals: refusals + 1, isStartUnknown, reason: message };
  const isOnlyTime = outcome !== "noRoom" && !mayGoOn();
  return { done: false, refusals, isStartUnknown, ...(isOnlyTime ? {} : { reason: message }) };
}

// The parameters under a token must stay the same: they are all of the run's own spec.
const runTaskInput = (
  { spec, run, executionArn }: Launching,
  { entry, index, refusals }: Waiting,
): RunTaskCommandInput => ({
  cluster: spec.clusterName,
  taskDefinition: spec.taskDefinition,
  ...oneTaskOf(run, spec),
  clientToken: clientTokenOf(executionArn, index, refusals),
  overrides: overridesOf(spec, entry, run.workflowRunId),
});
