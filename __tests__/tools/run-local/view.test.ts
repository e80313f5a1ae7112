import type { HistoryEvent, HistoryEventType } from "@aws-sdk/client-sfn";
import type { EcsTask } from "../../../tools/local/endpoints/ecs/task-table";
import { LineView } from "../../../tools/run-local/view/line-view";
import { resultText } from "../../../tools/run-local/view/result-table";

const task = (id: number, lastStatus: string, exitCode?: number): EcsTask => ({
  taskArn: `arn:task/${id}`,
  clusterArn: "arn:cluster/c",
  lastStatus,
  containers: [{ ...(exitCode === undefined ? {} : { exitCode }) }],
});

describe("Given a run shown as lines", () => {
  it("When states and tasks move, then each state is shown once, and the tasks where they are at the end", () => {
    const lines: string[] = [];
    const view = new LineView((line) => lines.push(line));
    const event = (details: object, type: HistoryEventType): HistoryEvent => ({
      id: 1,
      timestamp: new Date(),
      type,
      ...details,
    });
    const name = "InvokeTaskMonitor";
    const entered = event({ stateEnteredEventDetails: { name } }, "TaskStateEntered");
    view.stateMoved(1, entered);
    view.stateMoved(1, event({ stateExitedEventDetails: { name } }, "TaskStateExited"));
    view.stateMoved(1, entered);
    view.stateMoved(2, entered);
    view.taskMoved(1, task(1, "PENDING"));
    view.taskMoved(1, task(2, "RUNNING"));
    view.taskMoved(1, task(3, "STOPPED", 0));
    view.taskMoved(1, task(4, "STOPPED", 1));
    view.taskMoved(1, task(5, "STOPPED"));
    view.taskMoved(1, task(1, "RUNNING"));
    view.close();
    expect(lines).toEqual([
      "Pattern 1  InvokeTaskMonitor",
      "Pattern 2  InvokeTaskMonitor",
      "Pattern 1  tasks: 0 waiting, 2 running, 1 ended, 2 failed",
    ]);
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
      lastLogLines: {},
      history: [],
    } as const;
    expect(resultText(report)).toBe(
      "\nPattern 2  FAILED in 0.3 s\n1 objects, 0 summary row (none), 0 detail rows\n" +
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
      lastLogLines: {},
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
      "0 objects, 0 summary row (none), 3 detail rows",
    ]);
  });
});
