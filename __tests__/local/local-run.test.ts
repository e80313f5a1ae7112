import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { projectFolder } from "../../modules/bundles/project-folder";
import { controlC, inTerminal } from "../support/pseudo-terminal";
import { bucketFolders } from "../../workflow/bucket";
import type { DetailRow } from "../../workflow/audit-rows";
import { outputFile, pageFile, reportFile, type PatternReport, type Report } from "../../tools/run-local/report";

const folder = mkdtempSync(join(tmpdir(), "local-run-test-"));
// The command's own temporary files go where nobody else's are.
const temporary = join(folder, "tmp");
mkdirSync(temporary);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const environmentWith = (more: Record<string, string> = {}) => ({
  ...process.env,
  CDKTF_OUTDIR: join(folder, "out"),
  TMPDIR: temporary,
  ...more,
});

const start = (options: readonly string[], environment: Record<string, string> = {}) => {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", join(projectFolder, "tools", "run-local", "main.ts"), ...options],
    {
      cwd: projectFolder,
      env: environmentWith(environment),
    },
  );
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (exitCode) => {
      resolve({ exitCode, ...output });
    });
  });
  return { child, ended };
};

const npmRunLocal = (options: readonly string[], environment?: Record<string, string>) =>
  start(options, environment).ended;

const fileWith = (name: string, content: unknown): string => {
  const file = join(folder, name);
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
};

/** Programs run from either folder; the pattern is written so that pgrep does not find itself. */
const processesHere = () => spawnSync("pgrep", ["-f", folder.replace("local-run", "[l]ocal-run")]).stdout.toString();

const nothingLeft = () => {
  expect(readdirSync(temporary).filter((name) => name.startsWith("ecs-kit-"))).toEqual([]);
  expect(processesHere()).toBe("");
};

const unknown: unknown = expect.anything();

/** What Step Functions writes of a Distributed Map, by pattern. */
const resultsOf: Readonly<Record<number, readonly unknown[]>> = {
  2: ["SUCCEEDED_0", "manifest"].map((name): unknown =>
    expect.stringMatching(new RegExp(`^${bucketFolders.launches}/[^/]+/${name}\\.json$`)),
  ),
};

describe("Given both patterns and their own specs", () => {
  let ended: Ended;
  let report: Report;

  beforeAll(async () => {
    ended = await npmRunLocal(["--json"]);
    report = JSON.parse(ended.stdout) as Report;
  });

  it("When they have run, then the exit code is 0, and nothing but the report and its page is printed and written", () => {
    expect({ exitCode: ended.exitCode, stderr: ended.stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(JSON.parse(readFileSync(reportFile, "utf8"))).toEqual(report);
    expect(readFileSync(pageFile, "utf8").match(/10 of 10 tasks completed/g)).toHaveLength(2);
    nothingLeft();
  });

  it.each([1, 2])(
    "When pattern %d has run, then there are an input and 10 copies, 1 summary row and 10 Completed rows",
    (pattern) => {
      const found = report.patterns.find((one) => one.pattern === pattern) as PatternReport;
      const { definition, history, ...run } = found;
      expect(run).toEqual({
        pattern,
        workflowName: `amazon-ecs-starter-kit-pattern-${pattern}`,
        workflowRunId: found.summary?.workflow_run_id,
        executionArn: found.summary?.execution_arn,
        executionStatus: "SUCCEEDED",
        startTime: unknown,
        endTime: unknown,
        tasksByStatus: { Submitted: 0, Running: 0, Completed: 10, Failed: 0, TimedOut: 0 },
        otherTasks: 0,
        withoutRow: 0,
        objects: [
          ...(resultsOf[pattern] ?? []),
          "amazon_ecs_starter_kit/input.bin",
          ...found.tasks.map(({ destination_key }) => destination_key).sort(),
        ],
        output: found.tasks.flatMap(({ task_name }) =>
          ["Recorded Running", "Copied", "Recorded Completed"].map((message): unknown =>
            expect.stringMatching(`^${task_name}  \\{.*"message":"${message}"`),
          ),
        ),
        summary: {
          workflow_name: `amazon-ecs-starter-kit-pattern-${pattern}`,
          workflow_run_id: expect.stringMatching(/^\d{17}$/) as unknown,
          workflow_specs: unknown,
          number_of_tasks: 10,
          status: "Completed",
          execution_arn: expect.stringContaining(`:execution:amazon-ecs-starter-kit-pattern-${pattern}:`) as unknown,
          timeout_seconds: 86_400,
          start_time: unknown,
          update_time: unknown,
          completed_tasks: 10,
          failed_tasks: 0,
          timed_out_tasks: 0,
          running_tasks: 0,
        },
        tasks: Array.from({ length: 10 }, (_, index) => ({
          workflow_name: `amazon-ecs-starter-kit-pattern-${pattern}`,
          workflow_run_id: found.summary?.workflow_run_id,
          ecs_task_id: expect.stringMatching(/^arn:aws:ecs:us-east-1:000000000000:task\//) as unknown,
          task_name: `task_${index + 1}`,
          status: "Completed",
          start_time: unknown,
          update_time: unknown,
          destination_key: unknown,
          exec_time_in_seconds: expect.any(Number) as unknown,
        })),
      });
      expect(Object.keys(definition)).toContain("StartAt");
      expect(history.at(-1)).toMatchObject({ type: "ExecutionSucceeded" });
    },
  );
});

describe("Given a quota of 1 vCPU", () => {
  /** The most of these rows' tasks that were under way at a time, by their rows. */
  const mostAtOnce = (rows: readonly DetailRow[]) =>
    Math.max(
      ...rows.map(
        ({ start_time: at }) =>
          rows.filter(({ start_time, update_time }) => start_time <= at && at < update_time).length,
      ),
    );

  it("When both patterns run 10 tasks of 0.25 vCPU, then 4 run at once at the most, and all complete", async () => {
    const { exitCode, stdout, stderr } = await npmRunLocal(["--vcpus", "1", "--tasks", "10", "--json"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    for (const { executionStatus, summary, tasks } of (JSON.parse(stdout) as Report).patterns) {
      expect([executionStatus, summary]).toMatchObject(["SUCCEEDED", { status: "Completed", completed_tasks: 10 }]);
      expect(tasks.map((row) => row.status)).toEqual(Array.from({ length: 10 }, () => "Completed"));
      expect(mostAtOnce(tasks)).toBeLessThanOrEqual(4);
    }
  });
});

describe("Given a spec with an object that does not exist", () => {
  it("When it is run, then the exit code is 1, and the output names the task and why, but not the one that succeeded", async () => {
    const taskList = [
      { taskName: "there", objectKey: "date=1/a b+c.txt" },
      { taskName: "gone", objectKey: "no/such/object" },
    ];
    const specs = fileWith("gone.json", { taskList, targetFolder: "copies" });
    const file = fileWith("object.txt", "content");
    const options = ["--pattern", "1", "--specs", specs, "--object", `date=1/a b+c.txt=${file}`];
    const { exitCode, stdout, stderr } = await npmRunLocal(options);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "" });
    expect(stdout).toMatch(/^amazon-ecs-starter-kit-pattern-1 {2}run \d+ {2}FAILED in/m);
    expect(stdout).toMatch(/^The execution ended with TasksFailed$/m);
    expect(stdout).toMatch(/^gone {2}Failed {2}.*no\/such\/object.*does not exist/m);
    expect(stdout).not.toMatch(/^there {2}Failed/m);
    expect(stdout).toMatch(/^there +Completed +[\d.]+ +copies\//m);
    expect(stdout).toContain("Objects in the bucket: 3. Summary row: Failed.");
    nothingLeft();
  });
});

describe("Given a container that says why it fails, and exits", () => {
  it("When it is run, then text, report and page tell its last line beside its exit code, and a file all that tasks wrote", async () => {
    const command = ["sh", "-c", "echo begun; echo cannot reach the database >&2; exit 3"];
    const works = { taskName: "works", command: ["echo", "done"] };
    const specs = fileWith("exits.json", { taskList: [{ taskName: "exits", command }, works] });
    const options = ["--pattern", "1", "--specs", specs];
    const settings = { KIT_JOB: "container", KIT_IMAGE_URI: "debian:stable-slim" };
    const { exitCode, stdout } = await npmRunLocal(options, settings);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^exits {2}Failed {2}.* exited with code 3\n {4}cannot reach the database$/m);
    const { patterns } = JSON.parse(readFileSync(reportFile, "utf8")) as Report;
    expect(patterns.map(({ tasks }) => tasks.map(({ log }) => log))).toEqual([
      [{ lines: ["cannot reach the database"] }, undefined],
    ]);
    expect(stdout).toContain(`\nOutput: ${outputFile}\n`);
    expect(readFileSync(outputFile, "utf8")).toBe(
      "Pattern 1  exits  begun\nPattern 1  exits  cannot reach the database\nPattern 1  works  done\n",
    );
    expect(readFileSync(pageFile, "utf8")).toMatch(/exited with code 3<[^]*cannot reach the database/);
    nothingLeft();
  });
});

describe("Given an image that exists already", () => {
  it("When a run is asked for, then the stack has no program of its own, and the repository's is run", async () => {
    const { exitCode, stdout } = await npmRunLocal(["--pattern", "2", "--tasks", "1"], {
      KIT_IMAGE_URI: "example.com/task:1",
    });
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      "imageUri, example.com/task:1, is not run: tasks are processes here, of ecs-task/. Its own program: --runner docker\n",
    );
    expect(stdout).toMatch(/pattern-2 {2}run \d+ {2}SUCCEEDED in/);
  });
});

describe("Given days for which rows are kept, a customer's key, a topic for alarms, an account, and an environment that asks for FIPS and dual-stack endpoints", () => {
  let ended: Ended;

  beforeAll(async () => {
    const configuration = fileWith(
      "aws-config",
      "[default]\nuse_fips_endpoint = true\nuse_dualstack_endpoint = true\n",
    );
    ended = await npmRunLocal(["--tasks", "2", "--json"], {
      KIT_RETENTION_DAYS: "2",
      KIT_ACCOUNT_ID: "123456789012",
      KIT_KMS_KEY_ARN: "arn:aws:kms:us-east-1:123456789012:key/1234abcd",
      KIT_ALARM_TOPIC_ARN: "arn:aws:sns:us-east-1:123456789012:alarms",
      AWS_CONFIG_FILE: configuration,
      AWS_USE_FIPS_ENDPOINT: "true",
      AWS_USE_DUALSTACK_ENDPOINT: "true",
    });
  });

  const patternsOf = ({ stdout }: Ended) => (JSON.parse(stdout) as Report).patterns;

  it("When both patterns run, then policies allow what it takes, and this machine's services are called all the same", () => {
    expect({ exitCode: ended.exitCode, stderr: ended.stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(patternsOf(ended).map(({ executionStatus }) => executionStatus)).toEqual(["SUCCEEDED", "SUCCEEDED"]);
  });

  it("When both patterns run, then each row goes so many days after its last write, whoever wrote it", () => {
    const rows = patternsOf(ended).flatMap(({ summary, tasks }) => [summary, ...tasks]);
    const days = rows.map(
      (row) => ((row?.expires_at ?? 0) - Math.floor(Date.parse(row?.update_time ?? "") / 1_000)) / 86_400,
    );
    expect(days).toEqual([2, 2, 2, 2, 2, 2]);
  });
});

describe("Given a run that goes on", () => {
  const taskList = [{ taskName: "long", objectKey: "amazon_ecs_starter_kit/input.bin" }];
  const words = () => ["--pattern", "1", "--specs", fileWith("long.json", { taskList, simulatedWorkSeconds: 600 })];

  const running = (child: ChildProcessWithoutNullStreams) =>
    new Promise<void>((resolve) => {
      child.stdout.on("data", (chunk: Buffer) => {
        if (chunk.toString().includes("1 running")) resolve();
      });
    });

  /** Waits until a run that was told to end is over. */
  const ended = async () => {
    while (processesHere() !== "") await pause(200);
    nothingLeft();
  };

  it("When it is told to end, then it ends, and nothing is left running or lying about", async () => {
    const { child, ended } = start(words());
    await running(child);
    child.kill("SIGTERM");
    expect((await ended).exitCode).toBe(143);
    nothingLeft();
  });

  it("When Ctrl-C is pressed in its terminal, then the signals of terminal and npm leave nothing", async () => {
    const child = inTerminal(["npm", "run", "--silent", "local", "--", ...words()], {
      cwd: projectFolder,
      env: environmentWith(),
    });
    await running(child);
    child.stdin.write(controlC);
    await ended();
  });

  it("When npm alone is told to end, then what it started ends too", async () => {
    const options = { cwd: projectFolder, env: environmentWith() };
    const child = spawn("npm", ["run", "--silent", "local", "--", ...words()], options);
    await running(child);
    child.kill("SIGKILL");
    await ended();
  });

  it("When it is killed, then its programs end, and the next run removes its folder", async () => {
    const { child } = start(words());
    await running(child);
    child.kill("SIGKILL");
    while (processesHere() !== "") await pause(200);
    expect(readdirSync(temporary).filter((name) => name.startsWith("ecs-kit-"))).toHaveLength(1);
    expect((await npmRunLocal(["--pattern", "1", "--tasks", "1", "--json"])).exitCode).toBe(0);
    nothingLeft();
  });
});

describe("Given a terminal that was not told its size", () => {
  it("When a workflow runs, then its progress is told in lines, and a task of the table is a line", async () => {
    const words = ["--import", "tsx", "tools/run-local/main.ts", "--pattern", "1", "--tasks", "1"];
    const child = inTerminal(
      [process.execPath, ...words],
      { cwd: projectFolder, env: environmentWith() },
      "rows 0 cols 0",
    );
    const said = stripVTControlCharacters(await text(child.stdout));
    expect(said).toMatch(/^Pattern 1 {2}\w+ {2}.*, \d+ failed\r$/m);
    expect(said).toMatch(/^task_1 .*Completed.* amazon_ecs_starter_kit\/input\.bin_[0-9a-f]{32}\r$/m);
    nothingLeft();
  });
});

describe("Given bad input", () => {
  it.each<[string, () => string[], Record<string, string>, string]>([
    [
      "a spec with faults",
      () => [
        "--specs",
        fileWith("faults.json", { bucket: "b", taskList: [{ taskName: "a", objectKey: "k" }, { taskName: "b" }] }),
      ],
      {},
      "The workflow spec is not valid, nothing was started:\n- taskList[1].objectKey: is missing\n" +
        "- bucket: is not an attribute of this spec\n",
    ],
    [
      "a spec above 256 KB",
      () => ["--tasks", "5000", "--pattern", "1"],
      {},
      "The workflow spec is not valid, nothing was started:\n- spec: it takes 399702 bytes in the row of its run, of at most 245760",
    ],
    [
      "wrong settings",
      () => [],
      { KIT_REGION: "nowhere" },
      'The stacks could not be synthesized:\nThe settings are not valid, nothing was built:\n- region is "nowhere"',
    ],
    [
      "a spec that is null",
      () => ["--specs", fileWith("null.json", "null")],
      {},
      "The workflow spec is not valid, nothing was started:\n- spec: must be an object, received null",
    ],
    [
      "a spec that is no JSON",
      () => ["--specs", fileWith("no.json", "{nope")],
      {},
      `${join(folder, "no.json")} is not JSON`,
    ],
    ["a file that is not there", () => ["--object", "in/file=/no/such/file"], {}, "Cannot read /no/such/file: ENOENT"],
    ["an object without a file", () => ["--object", "key"], {}, "error: option '--object <key=file>' argument 'key'"],
    ["a fourth pattern", () => ["--pattern", "4"], {}, "error: option '--pattern <number>' argument '4' is invalid"],
    ["no number of tasks", () => ["--tasks", "ten"], {}, "error: option '--tasks <number>' argument 'ten' is invalid"],
    ["an unknown option", () => ["--fast"], {}, "error: unknown option '--fast'"],
  ])("When it is %s, then one clear error is all there is", async (_, options, environment, message) => {
    const { exitCode, stdout, stderr } = await npmRunLocal(options(), environment);
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: expect.stringContaining(message) as unknown,
    });
    expect(stderr.startsWith(message)).toBe(true);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
