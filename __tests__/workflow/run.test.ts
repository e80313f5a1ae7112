import fc from "../support/seeded";
import { runIdFromStartTime, runIdPattern, runOf } from "../../workflow/run";

const execution = { executionArn: "arn:execution", startTime: "2026-11-24T22:48:54.123Z" };
const fromExecution = { workflowName: "kit", workflowRunId: "20261124224854123" };

describe("Given the start time of an execution", () => {
  it.each([
    ["2026-11-24T22:48:54.123Z", "20261124224854123"],
    ["2026-11-24T22:48:54Z", "20261124224854000"],
    ["2026-11-24T23:48:54.123+01:00", "20261124224854123"],
  ])("When it is %s, then the run id is %s", (startTime, runId) => {
    expect(runIdFromStartTime(startTime)).toBe(runId);
  });

  it("When one execution starts later than another, then its run id is the larger number", () => {
    const times = fc.date({ min: new Date("1970-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(times, times, (a, b) => {
        const [idA, idB] = [a, b].map((time) => runIdFromStartTime(time.toISOString()));
        expect(idA).toMatch(runIdPattern);
        expect(BigInt(idA ?? 0) < BigInt(idB ?? 0)).toBe(a < b);
      }),
    );
  });

  it("When it is no time, then a RangeError is thrown", () => {
    expect(() => runIdFromStartTime("yesterday")).toThrow(RangeError);
  });
});

describe("Given a run id of a spec", () => {
  it.each(["1", "20261124224854123", "9".repeat(38)])("When it is %s, then it is one", (id) => {
    expect(id).toMatch(runIdPattern);
  });

  it.each(["", "0", "01", "1e3", "-1", "1.5", " 1", "9".repeat(39)])("When it is '%s', then it is none", (id) => {
    expect(id).not.toMatch(runIdPattern);
  });
});

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
