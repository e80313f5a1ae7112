import type { HistoryEvent, HistoryEventType } from "@aws-sdk/client-sfn";
import type { EcsTask } from "../../../tools/local/endpoints/ecs/tasks";
import { startProgress } from "../../../tools/run-local/progress";
import { countTasks } from "../../../tools/cli/run/count-tasks";
import { reportText } from "../../../tools/run-local/report";
import type { SummaryRow } from "../../../workflow/audit-rows";

/** A task of this name. */
const task = (
  name: string,
  { lastStatus, exitCode }: Pick<EcsTask, "lastStatus"> & { readonly exitCode?: number },
): EcsTask => ({
  taskArn: `arn:task/${name}`,
  clusterArn: "arn:cluster/c",
  lastStatus,
  containers: [{ ...(exitCode === undefined ? {} : { exitCode }) }],
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
      "Pattern 1  InvokeTaskMonitor  tasks: 0 waiting, 2 running, 1 ended, 2 failed",
      "Pattern 2  InvokeTaskMonitor",
    ]);
  });
});

const run = {
  workflowName: "kit",
  executionArn: "arn",
  startTime: "2026-11-24T12:00:00.000Z",
  endTime: "2026-11-24T12:00:01.000Z",
  otherTasks: 0,
  objects: ["amazon_ecs_starter_kit/input.bin"],
  output: [],
  definition: { StartAt: "A", States: {} },
  history: [],
} as const;

describe("Given a workflow that was refused", () => {
  it("When its result is shown, then it says why, and that nothing was written", async () => {
    const refused = {
      pattern: 2,
      executionStatus: "FAILED",
      error: "RunIdAlreadyUsed",
      cause: "Not started.",
    } as const;
    expect(reportText({ ...run, ...refused, ...(await countTasks([])) })).toBe(
      "kit  no run  FAILED in 1 s\n0 Submitted  0 Running  0 Completed  0 Failed  0 TimedOut\nno task\n\n" +
        "Objects in the bucket: 1. Summary row: none.\n\n" +
        "This execution has no run: it was refused before anything started, or the run's rows are gone.\n" +
        "The execution ended with RunIdAlreadyUsed: Not started.",
    );
  });
});

describe("Given an entry that had two tasks", () => {
  it("When its result is shown, then each says which attempt it was, and the entry counts by the last", async () => {
    const common = { workflow_run_id: "1", workflow_name: "kit", start_time: "", update_time: "" } as const;
    const tried = { ...common, task_name: "a", attempts: 3 };
    const rows = [
      { ...tried, ecs_task_id: "1", status: "Failed", attempt: 1, reason: "Spot", followed_by: "2" },
      { ...tried, ecs_task_id: "2", status: "Completed", attempt: 2, destination_key: "a", follows: "1" },
      { ...common, task_name: "b", ecs_task_id: "3", status: "Completed", destination_key: "b" },
    ] as const;
    const summary = { number_of_tasks: 2, status: "Completed" } as SummaryRow;
    const succeeded = { pattern: 1, workflowRunId: "1", executionStatus: "SUCCEEDED", summary } as const;
    expect(
      reportText({ ...run, ...succeeded, ...(await countTasks([rows])) })
        .split("\n")
        .map((line) => line.trimEnd()),
    ).toEqual([
      "kit  run 1  SUCCEEDED in 1 s",
      "0 Submitted  0 Running  2 Completed  0 Failed  0 TimedOut",
      "2 of 2 ended, 120.0 a minute",
      "",
      "Objects in the bucket: 1. Summary row: Completed.",
      "",
      "Task  Attempt  Status     Seconds  Object written",
      "a     1 of 3   Failed",
      "a     2 of 3   Completed           a",
      "b              Completed           b",
    ]);
  });
});
