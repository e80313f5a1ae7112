import type { Task } from "@aws-sdk/client-ecs";
import { stopReason } from "../../../handlers/task-monitor/stop-reason";

describe("Given a task that stopped", () => {
  it.each([
    [
      "its container died",
      {
        stopCode: "EssentialContainerExited",
        stoppedReason: "Essential container in task exited",
        containers: [
          { name: "ecs-task", exitCode: 137, reason: "OutOfMemoryError: Container killed due to memory usage" },
        ],
      },
      "its container ended without recording the end (EssentialContainerExited); Essential container in task exited; " +
        "container ecs-task exited with code 137 (OutOfMemoryError: Container killed due to memory usage)",
    ],
    [
      "it never started",
      {
        stopCode: "TaskFailedToStart",
        stoppedReason: "CannotPullContainerError: pull image manifest has been retried 1 time(s)",
        containers: [{ name: "ecs-task" }],
      },
      "ECS could not start it (TaskFailedToStart); CannotPullContainerError: pull image manifest has been retried 1 time(s); " +
        "container ecs-task has no exit code",
    ],
    [
      "Spot took its capacity back",
      { stopCode: "SpotInterruption", stoppedReason: "Your Spot Task was interrupted." },
      "Fargate Spot took its capacity back (SpotInterruption); Your Spot Task was interrupted.",
    ],
    ["its stop code is a new one", { stopCode: "Unheard" }, "it stopped (Unheard)"],
    ["ECS says nothing more", {}, "it stopped"],
  ] as const)("When %s, then the reason says so", (_, task, reason) => {
    expect(stopReason(task as Task)).toBe(reason);
  });
});
