import { runOf } from "../../workflow/run";

const execution = { executionArn: "arn:execution", startTime: "2026-11-24T22:48:54.123Z" };
const fromExecution = { workflowName: "kit", workflowRunId: "20261124224854123" };

describe("Given an execution", () => {
  it("When its input names workflow and run, then these are the run", () => {
    const input = { workflowName: "other", workflowRunId: "7", taskList: [] };
    expect(runOf({ ...execution, input }, "kit")).toEqual({ workflowName: "other", workflowRunId: "7" });
  });

  it.each([
    ["names neither", { taskList: [] }],
    ["names no usable ones", { workflowName: 5, workflowRunId: "0x1" }],
    ["is text", "spec"],
    ["is null", null],
    ["is absent", undefined],
  ])("When its input %s, then deployment and start time tell the run", (_, input) => {
    expect(runOf({ ...execution, input }, "kit")).toEqual(fromExecution);
  });
});
