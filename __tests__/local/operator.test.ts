import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { readDeployedStacks } from "../../tools/cli/outputs";
import { watch } from "../../tools/cli/run/watch";
import { inTerminal } from "../support/pseudo-terminal";
import { Screen } from "../support/screen";
import { runTools, startToolLab, toolsBinary, type ToolLab } from "../support/tool-lab";

const [inputKey, missingKey] = ["amazon_ecs_starter_kit/input.bin", "amazon_ecs_starter_kit/missing.bin"];

/** What the tests look at of what `show --json` and `watch --json` print. */
interface ShownRun {
  readonly workflowRunId: string;
  readonly executionArn: string;
  readonly executionStatus: string;
  readonly summary?: { readonly status: string };
  readonly tasks: readonly {
    readonly task_name: string;
    readonly status: string;
    readonly reason?: string;
    readonly destination_key?: string;
    readonly log?: { readonly lines: readonly string[] };
  }[];
  readonly tasksByStatus: Readonly<Record<string, number>>;
}

const none = { Submitted: 0, Running: 0, Completed: 0, Failed: 0, TimedOut: 0 };

/** The end of synchronized output, with which each picture is painted. */
const endOfPicture = "\u001b[?2026l";

let lab: ToolLab;
const show = async (run: string): Promise<ShownRun> => (await lab.json(["show", run])) as ShownRun;

/** Starts tasks that go on until they are stopped. */
async function startLongRun(): Promise<ShownRun> {
  const taskList = ["a", "b"].map((taskName) => ({ taskName, objectKey: inputKey }));
  await lab.json(["start", "-"], JSON.stringify({ simulatedWorkSeconds: 3_600, taskList }));
  for (;;) {
    const run = await show("latest");
    if (run.tasksByStatus["Running"] === 2) return run;
    await pause(200);
  }
}

beforeAll(async () => {
  lab = await startToolLab(1);
  writeFileSync(join(lab.folder, "input.bin"), "content");
  await lab.json(["upload", "input.bin", inputKey]);
});

afterAll(() => lab.close());

describe("Given a deployment, its outputs and an uploaded object", () => {
  it("When its sample is printed, then nothing is started; when it is started with --watch, then it is followed to its success", async () => {
    const { stdout: printed } = await lab.workflow(["start", "--sample", "--dry-run"]);
    expect(JSON.parse(printed)).toEqual(JSON.parse(String(lab.outputs["workflowSpecs"])));
    writeFileSync(join(lab.folder, "sample.json"), printed);
    expect((await lab.workflow(["check", "sample.json"])).exitCode).toBe(0);
    expect((await lab.workflow(["list"])).stdout).toMatch(/^There are no runs of .*start --sample/);

    const { exitCode, stdout, stderr } = await lab.workflow(["start", "--sample", "--watch"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(/^Started amazon-ecs-starter-kit-pattern-1, pattern 1, with 10 tasks\n/);
    expect(stdout).toMatch(
      /SUCCEEDED {2}0 Submitted {2}0 Running {2}10 Completed {2}0 Failed {2}0 TimedOut {2}10 of 10/,
    );
  });

  it("When one of two objects is missing, then the run is followed to its failure, with reason and log", async () => {
    const started = (await lab.json(["start", "--key", inputKey, "--key", missingKey])) as ShownRun;
    const { exitCode, stdout } = await lab.workflow(["watch", started.executionArn, "--json"]);
    const run = JSON.parse(stdout) as ShownRun;
    expect({ exitCode, status: run.executionStatus, byStatus: run.tasksByStatus, run: run.summary?.status }).toEqual({
      exitCode: 1,
      status: "FAILED",
      byStatus: { ...none, Completed: 1, Failed: 1 },
      run: "Failed",
    });
    const failed = run.tasks.filter(({ log }) => log !== undefined);
    expect(failed).toEqual([expect.objectContaining({ task_name: "missing.bin", status: "Failed" })]);
    expect(failed[0]?.reason).toContain("the object does not exist");
    expect(failed[0]?.log?.lines.at(-1)).toContain('"message":"Recorded Failed"');

    expect(await show(run.workflowRunId)).toEqual(run);
    const shown = await lab.workflow(["show", "latest"]);
    expect(shown.stdout).toContain("The execution ended with TasksFailed");
    expect(shown.stdout).toContain(`npm run workflow -- redrive ${run.workflowRunId} --pattern 1`);
    expect(shown.exitCode).toBe(0);

    const listed = (await lab.json(["list", "--limit", "1"])) as object[];
    expect(listed).toEqual([
      expect.objectContaining({ pattern: 1, workflow_run_id: run.workflowRunId, status: "Failed", failed_tasks: 1 }),
    ]);
  });

  it("When a run is known by its execution alone, then it is watched by the id that its row has", async () => {
    const { workflowRunId, executionArn } = await show("latest");
    const before = { ...process.env };
    Object.assign(process.env, lab.environment);
    const printed: string[] = [];
    const terminal = { out: (text: string) => printed.push(text), error: (text: string) => printed.push(text) };
    const [stack] = readDeployedStacks({ outputs: join(lab.folder, "outputs.json") });
    if (!stack) throw new Error("Nothing is deployed");
    try {
      await watch(terminal, { stack, executionArn }, { json: true, hint: (command) => command });
      expect(JSON.parse(printed.join("")) as ShownRun).toEqual(await show(workflowRunId));
    } finally {
      process.env = before;
      process.exitCode = 0;
    }
  });

  it("When keys come from a file or from the bucket, then there is a task for each", async () => {
    const keys = await lab.json(["start", "--keys", "-"], `${inputKey}\n\nother/input.bin\n`);
    expect(keys).toMatchObject({ numberOfTasks: 2, workflowName: "amazon-ecs-starter-kit-pattern-1" });
    for (const [key, content] of [
      ["folders/", ""],
      ["folders/full/", "content"],
    ] as const) {
      writeFileSync(join(lab.folder, "content"), content);
      await lab.json(["upload", "content", key]);
    }
    // An empty object stands for the folder, one with content is an object.
    expect(await lab.json(["start", "--prefix", "folders/"])).toMatchObject({ numberOfTasks: 1 });
    const prefix = await lab.json(["start", "--prefix", inputKey, "--target-folder", "out"]);
    const { executionArn, numberOfTasks } = prefix as { executionArn: string; numberOfTasks: number };
    const run = JSON.parse((await lab.workflow(["watch", executionArn, "--json"])).stdout) as ShownRun;
    expect(run.tasks.map(({ destination_key }) => destination_key?.split("/")[0])).toEqual(
      Array.from({ length: numberOfTasks }, () => "out"),
    );
  });

  it("When the list lies in S3, then it is checked there, and a redrive makes a list of what failed", async () => {
    const late = "amazon_ecs_starter_kit/late.bin";
    const entries = [inputKey, late].map((objectKey) => JSON.stringify({ taskName: "same", objectKey }));
    writeFileSync(join(lab.folder, "list.jsonl"), entries.join("\n"));
    await lab.json(["upload", "list.jsonl", "lists/a.jsonl"]);
    writeFileSync(join(lab.folder, "spec.json"), '{"taskSource":{"format":"JSONL","key":"lists/a.jsonl"}}');
    expect((await lab.workflow(["check", "spec.json"])).stdout).toContain("lists/a.jsonl has 2 entries.");
    expect((await lab.workflow(["start", "spec.json", "--watch"])).stdout).toContain("1:same  Failed  CopyFailed");
    const failed = await show("latest");

    await lab.json(["upload", "input.bin", late]);
    expect(await lab.json(["redrive", "latest"])).toMatchObject({ pattern: 1, numberOfTasks: 1 });
    const run = JSON.parse((await lab.workflow(["watch", "latest", "--json"])).stdout) as ShownRun;
    expect({ ...run.summary, tasks: run.tasks.map(({ task_name }) => task_name) }).toMatchObject({
      status: "Completed",
      redrive_of: failed.workflowRunId,
      tasks: ["0:same"],
    });
  });

  it("When a run is stopped, then its tasks are, and each is accounted for", async () => {
    const { workflowRunId } = await startLongRun();
    const refused = await lab.workflow(["stop", workflowRunId]);
    expect(refused).toEqual({
      exitCode: 1,
      stdout: "",
      stderr:
        `Stop run ${workflowRunId} of amazon-ecs-starter-kit-pattern-1, which is RUNNING, and 2 tasks of it? ` +
        "Nobody is here to answer, so nothing was done. Say --yes to do it.\n",
    });
    expect((await show("latest")).executionStatus).toBe("RUNNING");

    const run = (await lab.json(["stop", workflowRunId, "--yes"])) as ShownRun;
    expect(await show(workflowRunId)).toEqual(run);
    expect({ ...run.tasksByStatus, execution: run.executionStatus, run: run.summary?.status }).toEqual({
      ...none,
      Failed: 2,
      execution: "ABORTED",
      run: "Failed",
    });
    // A task that is told to end may be faster with its row.
    for (const { reason } of run.tasks) expect(reason).toMatch(/stopped by (operator|SIGTERM)/);
    expect((await lab.workflow(["stop", workflowRunId, "--yes"])).stderr).toContain("has ended already");
  });

  it("When a run is reported, then one page has its states and tasks", async () => {
    const written = await lab.json(["report", "latest", "--file", "run.html"]);
    expect(written).toMatchObject({ file: "run.html" });
    const page = readFileSync(join(lab.folder, "run.html"), "utf8");
    for (const part of ["<!doctype html>", "InvokeTaskLauncher", "stopped by operator"]) expect(page).toContain(part);
    expect(page).toMatch(/Last log line: <code>\S+Z {2}(?:INFO|ERROR) {2}(?:Recorded|Did not record) /);
  });

  it("When a run with many failures is watched in a terminal of 80x24, then how it stands stays in sight, and all is there at the end", async () => {
    const keys = Array.from({ length: 10 }, (_, index) => ["--key", `missing/${index}`]).flat();
    const child = inTerminal([process.execPath, toolsBinary, "start", ...keys, "--watch"], {
      cwd: lab.folder,
      env: { PATH: process.env["PATH"], HOME: lab.folder, ...lab.environment },
    });
    const screen = new Screen();
    const frames: string[] = [];
    child.stdout.setEncoding("utf8").on("data", (output: string) => {
      const parts = output.split(endOfPicture);
      for (const [index, part] of parts.entries()) {
        screen.write(part);
        // Between the last picture and the whole of it the screen is empty.
        if (index < parts.length - 1 && screen.visible.trim() !== "") frames.push(screen.visible);
      }
    });
    const [exitCode] = (await once(child, "close")) as [number];
    expect(exitCode).toBe(1);
    expect(frames.length).toBeGreaterThan(1);
    const stands = (frame = ""): boolean =>
      /^amazon-ecs-starter-kit-pattern-1 {2}(no run|run \d+) {2}(RUNNING for|FAILED in) .*\n.* \d+ Failed {2}/m.test(
        frame,
      );
    // What is new is written where it stood, and below it anew.
    expect(frames.filter((frame, index) => !stands(frame) && !stands(frames[index + 1]))).toEqual([]);
    for (let index = 0; index < 10; index += 1) expect(screen.text).toContain(`\n${index}  Failed  CopyFailed: s3://`);
    expect(screen.text).toContain("The execution ended with TasksFailed");
  });

  it("When runs are listed, then a line has at most 80 characters, and of a name without runs that is said", async () => {
    const { stdout } = await lab.workflow(["list"]);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    const spec = { workflowName: "nightly", taskList: [{ taskName: "a", objectKey: inputKey }] };
    const { executionArn } = (await lab.json(["start", "-"], JSON.stringify(spec))) as ShownRun;
    await lab.workflow(["watch", executionArn]);
    expect((await lab.workflow(["list", "--workflow", "weekly"])).stdout).toMatch(
      /^There are no runs of weekly\. Start one with: .*, or list those of another name with: npm run workflow -- list --workflow NAME\n$/,
    );
  });

  it("When the doctor looks, then each finding that is not well says what to do", async () => {
    const { exitCode, stdout } = await lab.workflow(["doctor", "--json"]);
    const findings = JSON.parse(stdout) as { what: string; verdict: string; found: string; todo?: string }[];
    expect({ exitCode, failed: findings.filter(({ verdict }) => verdict === "fail") }).toEqual({
      exitCode: 0,
      failed: [],
    });
    expect(findings).toContainEqual({
      what: "Credentials",
      verdict: "ok",
      found: "arn:aws:iam::000000000000:user/operator, account 000000000000",
    });
    for (const { verdict, todo } of findings) expect(verdict === "ok" || todo).toBeTruthy();
  });
});

describe("Given a mistake", () => {
  it.each<[string, string[], string]>([
    [
      "an unknown run",
      ["show", "42"],
      "There is no run 42 of this deployment's workflow in amazon-ecs-starter-kit-pattern-1-workflow-summary.",
    ],
    ["no run at all", ["watch", "mine"], '"mine" is no run: name it by a run id, an execution ARN, or latest.'],
    [
      "nothing to start",
      ["start"],
      "Say what to start by one of these: a file with a spec, --sample, --keys, --key, or --prefix.",
    ],
    ["two things to start", ["start", "--prefix", "in/", "--key", "k"], "Say what to start by one of these"],
    ["no such file", ["start", "nowhere.json"], "Cannot read nowhere.json"],
    [
      "a spec that is none",
      ["start", "--key", "k\u0007"],
      "taskList[0].objectKey: must be well-formed text of 1 to 1024 bytes",
    ],
    ["the other pattern", ["list", "--pattern", "2"], "outputs.json has no outputs of pattern 2"],
    ["no outputs", ["list", "--outputs", "none.json"], "Cannot read none.json"],
  ])("When it is %s, then the error says so, without a trace", async (_, words, message) => {
    const { exitCode, stdout, stderr } = await lab.workflow(words);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it("When AWS cannot be reached or nobody is logged in, then the error says what to do", async () => {
    const nowhere = { ...lab.environment, AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_MAX_ATTEMPTS: "1" };
    const unreachable = await runTools(["list"], lab.folder, nowhere);
    expect(unreachable.stderr).toMatch(
      /^AWS cannot be reached: check the network, and AWS_ENDPOINT_URL if it is set\.\n/,
    );
    const nobody = { AWS_EC2_METADATA_DISABLED: "true", AWS_ENDPOINT_URL: "http://127.0.0.1:1" };
    const anonymous = await runTools(["list"], lab.folder, nobody);
    expect(anonymous.stderr).toMatch(/^No credentials: set AWS_PROFILE/);
    expect([unreachable.exitCode, anonymous.exitCode]).toEqual([1, 1]);
    expect(existsSync(join(lab.folder, "outputs.json"))).toBe(true);
  });
});
