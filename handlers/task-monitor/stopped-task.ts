import type { Container, Task, TaskStopCode } from "@aws-sdk/client-ecs";
import type { DetailRow } from "../../workflow/audit-rows";
import { containerNames } from "../../workflow/job";
import { taskLogStream } from "../../workflow/task-log";
import { attemptOf } from "./tasks-in-ecs";

/** The end of a task that did not record it itself. */
export type TaskEnd = Pick<DetailRow, "status" | "reason"> & Partial<DetailRow>;

/**
 * The container of the job. Amazon GuardDuty may put an agent of its own beside it (GuardDuty user guide, "How Runtime Monitoring works
 * with Fargate"), and ECS promises no order.
 */
const containerOf = ({ containers = [] }: Task): Container | undefined =>
  containers.find(({ name = "" }) => Object.values(containerNames).includes(name));

/**
 * The end of a task that ECS has stopped. The exit code of a container that need not know the kit is its word: 0 by itself is
 * Completed. One that was told to stop, by SIGTERM, did not come to its end whatever it exits with: many programs then exit with 0.
 * The kit's own program exits with 0 only when its row says Completed, so one without that row has failed.
 *
 * @param noted the reason that the container noted before it ended by itself
 */
export function endOf(task: Task, noted?: string): TaskEnd {
  const container = containerOf(task);
  const completed =
    container?.name === containerNames.container &&
    container.exitCode === 0 &&
    task.stopCode === "EssentialContainerExited";
  return {
    status: completed ? "Completed" : "Failed",
    reason: completed ? undefined : (ownReason(task, noted) ?? stopReason(task)),
    ...attemptOf(task),
    ...factsOf(task, container),
  };
}

const ownReason = ({ stopCode }: Task, noted: string | undefined): string | undefined =>
  stopCode === "EssentialContainerExited" ? noted : undefined;

/** ECS stop codes in an operator's words. ECS API reference, Task, stopCode. */
const stopCodes: Readonly<Partial<Record<string, string>>> = {
  TaskFailedToStart: "ECS could not start it",
  EssentialContainerExited: "its container ended without recording the end",
  UserInitiated: "somebody stopped it",
  ServiceSchedulerInitiated: "a service scheduler stopped it",
  SpotInterruption: "Fargate Spot took its capacity back",
  TerminationNotice: "its capacity was about to be terminated",
  InfrastructureHealth: "its infrastructure became unhealthy",
} satisfies Record<TaskStopCode, string>;

const describeContainer = ({ name, exitCode, reason }: Container): string =>
  `container ${name} ${exitCode === undefined ? "has no exit code" : `exited with code ${exitCode}`}` +
  (reason === undefined ? "" : ` (${reason})`);

/** A container that need not know the kit records nothing. */
const ofAnyContainer = { EssentialContainerExited: "its container ended" } as const satisfies typeof stopCodes;

const wordsOf = (stopCode: string, container: Container | undefined): string | undefined =>
  (container?.name === containerNames.container ? { ...stopCodes, ...ofAnyContainer } : stopCodes)[stopCode];

/** Explains to a person why a task stopped: stop code, stopped reason, exit code and reason of each container. */
function stopReason(task: Task): string {
  const { stopCode, stoppedReason, containers = [] } = task;
  const words = stopCode === undefined ? undefined : wordsOf(stopCode, containerOf(task));
  const code = stopCode === undefined ? "it stopped" : `${words ?? "it stopped"} (${stopCode})`;
  return [code, stoppedReason, ...containers.map(describeContainer)].filter(Boolean).join("; ");
}

const secondsBetween = (start: Date | undefined, end: Date | undefined): number | undefined =>
  start && end && (end.getTime() - start.getTime()) / 1_000;

/** Facts of ECS about a task; what it does not know is left out. */
function factsOf(task: Task, container: Container | undefined): Partial<DetailRow> {
  const { startedAt, stoppedAt, cpu, memory, overrides } = task;
  const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  return {
    exit_code: container?.exitCode,
    started_at: startedAt?.toISOString(),
    stopped_at: stoppedAt?.toISOString(),
    exec_time_in_seconds: secondsBetween(startedAt, stoppedAt),
    cpu_units: number(overrides?.cpu ?? cpu),
    memory_mib: number(overrides?.memory ?? memory),
    log_stream: startedAt && container && taskLogStream(container.name ?? "", task.taskArn ?? ""),
  };
}
