import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startToolLab, type ToolLab } from "../support/tool-lab";

/** What the tests look at of what `start --json` and `show --json` print. */
interface ShownRun {
  readonly workflowRunId?: string;
  readonly executionArn: string;
  readonly executionStatus: string;
  readonly tasks: readonly unknown[];
  readonly tasksByStatus: Readonly<Record<string, number>>;
}

const none = { Submitted: 0, Running: 0, Completed: 0, Failed: 0, TimedOut: 0 };
const spec = JSON.stringify({
  workflowRunId: "100001",
  simulatedWorkSeconds: 3_600,
  taskList: [{ taskName: "a", objectKey: "amazon_ecs_starter_kit/input.bin" }],
});

describe.each([1, 2] as const)(
  "Given a run of pattern %d, and an execution that asked for the same run id",
  (pattern) => {
    let lab: ToolLab;
    let first: ShownRun;
    let second: ShownRun;
    const show = async (run: string): Promise<ShownRun> => (await lab.json(["show", run])) as ShownRun;
    const start = async (): Promise<ShownRun> => (await lab.json(["start", "-"], spec)) as ShownRun;

    beforeAll(async () => {
      lab = await startToolLab(pattern);
      writeFileSync(join(lab.folder, "input.bin"), "content");
      await lab.json(["upload", "input.bin", "amazon_ecs_starter_kit/input.bin"]);
      first = await start();
      while ((await show(first.executionArn)).tasksByStatus["Running"] !== 1);
      second = await start();
    });
    afterAll(() => lab.close());

    it("When it is watched, then it ends as refused, and has no run", async () => {
      const { exitCode, stdout } = await lab.workflow(["watch", "latest"]);
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/ {2}no run {2}FAILED in /);
      expect(stdout).toContain("This execution has no run: it was refused before anything started");
      expect(stdout).toContain("RunIdAlreadyUsed");
    });

    it("When it is shown, then none of the other's tasks are", async () => {
      const { executionArn, executionStatus, workflowRunId, tasks } = await show("latest");
      expect({ executionArn, executionStatus, workflowRunId, tasks }).toEqual({
        executionArn: second.executionArn,
        executionStatus: "FAILED",
        workflowRunId: undefined,
        tasks: [],
      });
    });

    it.each([
      ["stopped", ["stop", "latest", "--yes"]],
      ["redriven", ["redrive", "latest"]],
      ["reported", ["report", "latest"]],
    ])("When it is %s, then the command says that it has no run, and the other's goes on", async (_, words) => {
      await expect(lab.workflow(words)).resolves.toEqual({
        exitCode: 1,
        stdout: "",
        stderr: `${second.executionArn} has no row, so it has no run: it was refused, has not begun yet, or its row is gone by now. Nothing was done.\n`,
      });
      expect((await show("100001")).tasksByStatus).toEqual({ ...none, Running: 1 });
    });

    it("When the run itself is stopped by its id, then its execution and its task are", async () => {
      await expect(lab.json(["stop", "100001", "--yes"])).resolves.toMatchObject({
        executionArn: first.executionArn,
        executionStatus: "ABORTED",
        tasksByStatus: { ...none, Failed: 1 },
      });
    });
  },
);
