import type { Task } from "@aws-sdk/client-ecs";
import { endOf } from "../../../handlers/task-monitor/stopped-task";

const task = (container: object, more: Task = {}): Task => ({
  taskArn: "arn:aws:ecs:eu-west-1:123456789012:task/kit/0123",
  lastStatus: "STOPPED",
  stopCode: "EssentialContainerExited",
  stoppedReason: "Essential container in task exited",
  startedAt: new Date("2026-11-24T22:48:00.000Z"),
  stoppedAt: new Date("2026-11-24T22:49:30.000Z"),
  cpu: "256",
  memory: "512",
  containers: [container],
  ...more,
});

const facts = {
  started_at: "2026-11-24T22:48:00.000Z",
  stopped_at: "2026-11-24T22:49:30.000Z",
  exec_time_in_seconds: 90,
  cpu_units: 256,
  memory_mib: 512,
  log_stream: "job/job/0123",
};

describe("Given a task of any container that has stopped", () => {
  it("When it exited with 0 by itself, then it is Completed, with what ECS knows of it", () => {
    expect(endOf(task({ name: "job", exitCode: 0 }))).toEqual({
      ...facts,
      status: "Completed",
      reason: undefined,
      exit_code: 0,
    });
  });

  it("When AWS has put a container of its own beside it, then its own exit code counts", () => {
    const containers = [
      { name: "aws-guardduty-agent-0aB1", exitCode: 137 },
      { name: "job", exitCode: 0 },
    ];
    expect(endOf(task({}, { containers }))).toEqual(endOf(task({ name: "job", exitCode: 0 })));
  });

  it("When it exited with another code, then it is Failed, and the reason names the code", () => {
    expect(endOf(task({ name: "job", exitCode: 3 }))).toEqual({
      ...facts,
      status: "Failed",
      exit_code: 3,
      reason:
        "its container ended (EssentialContainerExited); Essential container in task exited; " +
        "container job exited with code 3",
    });
  });

  it.each(["UserInitiated", "SpotInterruption"] as const)(
    "When it exited with 0 since %s stopped it, then it did not come to its end: Failed",
    (stopCode) => {
      expect(endOf(task({ name: "job", exitCode: 0 }, { stopCode }))).toMatchObject({ status: "Failed", exit_code: 0 });
    },
  );

  it("When its overrides gave it another size, then that is the one it had", () => {
    const { cpu_units, memory_mib } = endOf(
      task({ name: "job", exitCode: 0 }, { overrides: { cpu: "1024", memory: "2048" } }),
    );
    expect([cpu_units, memory_mib]).toEqual([1_024, 2_048]);
  });

  it("When it never started, then it is Failed, without a log", () => {
    const stopped = {
      stopCode: "TaskFailedToStart",
      stoppedReason: "CannotPullContainerError: no such image",
    } as const;
    const { status, reason, log_stream, exec_time_in_seconds } = endOf(
      task({ name: "job" }, { ...stopped, startedAt: undefined }),
    );
    expect({ status, reason, log_stream, exec_time_in_seconds }).toEqual({
      status: "Failed",
      reason:
        "ECS could not start it (TaskFailedToStart); CannotPullContainerError: no such image; container job has no exit code",
      log_stream: undefined,
      exec_time_in_seconds: undefined,
    });
  });
});

describe("Given a task of the kit's own program that has stopped", () => {
  it("When it exited with 0 and no row says Completed, then it is Failed", () => {
    expect(endOf(task({ name: "ecs-task", exitCode: 0 }))).toMatchObject({ status: "Failed", exit_code: 0 });
  });
});

describe("Given a task that stopped and did not say why", () => {
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
    expect(endOf(task as Task).reason).toBe(reason);
  });
});
