import type { HistoryEvent, HistoryEventType } from "@aws-sdk/client-sfn";
import type { EcsTask } from "../../../tools/local/endpoints/ecs/tasks";
import { startProgress } from "../../../tools/run-local/progress";
import { resultText } from "../../../tools/run-local/result-text";

/** A task of an entry, told its variables. */
const task = (
  task_name: string,
  { lastStatus, stopCode, exitCode }: Pick<EcsTask, "lastStatus" | "stopCode"> & { readonly exitCode?: number },
  told: Readonly<Record<string, string>> = {},
): EcsTask => ({
  taskArn: "arn:task",
  clusterArn: "arn:cluster/c",
  lastStatus,
  stopCode,
  containers: [{ ...(exitCode === undefined ? {} : { exitCode }) }],
  overrides: {
    containerOverrides: [
      { environment: Object.entries({ task_name, ...told }).map(([name, value]) => ({ name, value })) },
    ],
  },
});

const event = (details: object, type: HistoryEventType): HistoryEvent => ({
  id: 1,
  timestamp: new Date(),
  type,
  ...details,
});

describe("Given a run shown as lines", () => {
  it("When states and tasks move, then each is shown where it is at the end", () => {
    const lines: string[] = [];
    const progress = startProgress((line) => lines.push(line));
    const name = "InvokeTaskMonitor";
    const entered = event({ stateEnteredEventDetails: { name } }, "TaskStateEntered");
    progress.stateMoved(1, entered);
    progress.stateMoved(1, event({ stateExitedEventDetails: { name } }, "TaskStateExited"));
    progress.stateMoved(1, entered);
    progress.stateMoved(2, entered);
    progress.taskMoved(1, task("a", { lastStatus: "PENDING" }));
    progress.taskMoved(1, task("b", { lastStatus: "RUNNING" }));
    progress.taskMoved(1, task("c", { lastStatus: "STOPPED", exitCode: 0 }));
    progress.taskMoved(1, task("d", { lastStatus: "STOPPED", exitCode: 1 }));
    progress.taskMoved(1, task("e", { lastStatus: "STOPPED" }));
    progress.taskMoved(1, task("a", { lastStatus: "RUNNING" }));
    progress.close();
    expect(lines).toEqual([
      "Pattern 1  InvokeTaskMonitor  0 waiting, 2 running, 1 ended, 2 failed",
      "Pattern 2  InvokeTaskMonitor",
    ]);
  });

  it("When attempts at entries fail, then only those count as failed that no other follows", () => {
    const lines: string[] = [];
    const progress = startProgress((line) => lines.push(line));
    const first = { task_attempt: "1", task_attempts: "2" };
    const failed = { lastStatus: "STOPPED", stopCode: "EssentialContainerExited", exitCode: 1 } as const;
    progress.taskMoved(1, task("another follows", failed, first));
    progress.taskMoved(1, task("the last", failed, first));
    progress.taskMoved(1, task("the last", failed, { ...first, task_attempt: "2" }));
    progress.taskMoved(1, task("its own fault", failed, { ...first, task_retry_on: "infrastructure" }));
    progress.close();
    expect(lines).toEqual(["Pattern 1    1 waiting, 0 running, 0 ended, 2 failed"]);
  });
});

describe("Given a workflow that was refused", () => {
  it("When its result is shown, then it says why, and that nothing was written", () => {
    const report = {
      pattern: 2,
      status: "FAILED",
      error: "RunIdAlreadyUsed",
      cause: "Nothing was started.",
      executionSeconds: 0.25,
      objects: ["amazon_ecs_starter_kit/input.bin"],
      summary: null,
      details: [],
      history: [],
    } as const;
    expect(resultText(report)).toBe(
      "\nPattern 2  FAILED in 0.3 s\nObjects in the bucket: 1. Summary row: none. Detail rows: 0.\n" +
        "The workflow failed with RunIdAlreadyUsed: Nothing was started.",
    );
  });
});

describe("Given an entry that had two tasks", () => {
  it("When its result is shown, then each says which attempt it was", () => {
    const common = { workflow_run_id: "1", workflow_name: "kit", start_time: "", update_time: "" } as const;
    const tried = { ...common, task_name: "a", attempts: 3 };
    const report = {
      pattern: 1,
      status: "SUCCEEDED",
      executionSeconds: 1,
      objects: [],
      summary: null,
      details: [
        { ...tried, ecs_task_id: "1", status: "Failed", attempt: 1, reason: "Spot", followed_by: "2" },
        { ...tried, ecs_task_id: "2", status: "Completed", attempt: 2, destination_key: "a", follows: "1" },
        { ...common, task_name: "b", ecs_task_id: "3", status: "Completed", destination_key: "b" },
      ],
      history: [],
    } as const;
    expect(
      resultText(report)
        .split("\n")
        .map((line) => line.trimEnd()),
    ).toEqual([
      "",
      "Pattern 1  SUCCEEDED in 1.0 s",
      "Task  Attempt  Status     Seconds  Object written, or reason",
      "a     1 of 3   Failed              Spot",
      "a     2 of 3   Completed           a",
      "b              Completed           b",
      "Objects in the bucket: 0. Summary row: none. Detail rows: 3.",
    ]);
  });
});
