import type { Container, Task, TaskStopCode } from "@aws-sdk/client-ecs";
import { containerNames } from "../../workflow/job";

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

const joined = (words: readonly (string | undefined)[], separator: string): string =>
  words.filter((word) => word !== undefined && word !== "").join(separator);

const describeContainer = ({ name, exitCode, reason }: Container): string =>
  joined([`container ${name}`, exitCode === undefined ? "has no exit code" : `exited with code ${exitCode}`], " ") +
  (reason === undefined ? "" : ` (${reason})`);

/** A container that need not know the kit records nothing. */
const ofAnyContainer = { EssentialContainerExited: "its container ended" } as const satisfies typeof stopCodes;

const wordsOf = (stopCode: string, [container]: readonly Container[]): string | undefined =>
  (container?.name === containerNames.container ? { ...stopCodes, ...ofAnyContainer } : stopCodes)[stopCode];

/** Explains to a person why a task stopped: stop code, stopped reason, exit code and reason of each container. */
export function stopReason({ stopCode, stoppedReason, containers = [] }: Task): string {
  const code = stopCode === undefined ? "it stopped" : `${wordsOf(stopCode, containers) ?? "it stopped"} (${stopCode})`;
  return joined([code, stoppedReason, ...containers.map(describeContainer)], "; ");
}
