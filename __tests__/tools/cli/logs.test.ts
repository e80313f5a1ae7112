import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runTools, startToolLab, type ToolLab } from "../../support/tool-lab";

const [inputKey, missingKey] = ["in/input.bin", "in/missing.bin"];

interface LoggedLine {
  readonly task_name: string;
  readonly ecs_task_id: string;
  readonly timestamp: string;
  readonly message: string;
}

interface ShownRun {
  readonly workflowRunId: string;
  readonly executionStatus: string;
  readonly tasksByStatus: Readonly<Record<string, number>>;
  readonly tasks: readonly { readonly task_name: string; readonly ecs_task_id: string; readonly log_url: string }[];
}

let lab: ToolLab;
const start = (spec: object) => lab.json(["start", "-"], JSON.stringify(spec));
const show = async () => (await lab.json(["show", "latest"])) as ShownRun;
const messageOf = ({ message }: LoggedLine) => (JSON.parse(message) as { message: string }).message;

beforeAll(async () => {
  lab = await startToolLab(1);
  writeFileSync(join(lab.folder, "input.bin"), "content");
  await lab.json(["upload", "input.bin", inputKey]);
});
afterAll(() => lab.close());

describe("Given a run with a task that completed, and one with a name that a terminal would obey that failed", () => {
  const hostile = "b\u202ec";

  beforeAll(async () => {
    const taskList = [
      { taskName: "a", objectKey: inputKey },
      { taskName: hostile, objectKey: missingKey },
    ];
    const started = await lab.workflow(["start", "-", "--watch"], JSON.stringify({ taskList }));
    if (started.stderr) throw new Error(started.stderr);
  });

  it("When all logs are printed, then each line has its task's name, as it may be shown, and is read as a person would", async () => {
    const { exitCode, stdout, stderr } = await lab.workflow(["logs", "latest"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(/^a {2}\S+Z {2}INFO {2}Recorded Completed$/m);
    expect(stdout).toMatch(/^b\\u202ec {2}\S+Z {2}INFO {2}Recorded Failed$/m);
    expect(stdout).not.toContain(hostile);
  });

  it("When those of one task are printed, by its name or its id, then they are its lines alone", async () => {
    const [task] = (await show()).tasks.filter(({ task_name }) => task_name === "a");
    const byName = await lab.workflow(["logs", "latest", "a"]);
    expect(byName.stdout).toMatch(/^\S+Z {2}INFO {2}\w/);
    expect(byName.stdout).not.toContain("Recorded Failed");
    expect(await lab.workflow(["logs", "latest", task?.ecs_task_id.split("/").at(-1) ?? ""])).toEqual(byName);
  });

  it("When they are asked for as JSON, then each line is there whole, with its task and time", async () => {
    const lines = (await lab.json(["logs", "latest"])) as LoggedLine[];
    const ended = lines.filter((line) => messageOf(line).startsWith("Recorded ") && !/Running/.test(line.message));
    expect(ended.map((line) => [line.task_name, messageOf(line)]).sort()).toEqual([
      ["a", "Recorded Completed"],
      [hostile, "Recorded Failed"],
    ]);
    expect(lines.filter(({ timestamp }) => !/^\d{4}-.*Z$/.test(timestamp))).toEqual([]);
  });

  it("When the run is shown as JSON, then each of its tasks links to its stream", async () => {
    const { tasks } = await show();
    const region = "us-east-1";
    expect(tasks.map(({ log_url }) => log_url)).toEqual(
      tasks.map(
        ({ ecs_task_id }) =>
          `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/` +
          `$252Faws$252Fecs$252Famazon-ecs-starter-kit-pattern-1/log-events/ecs-task$252Fecs-task$252F${ecs_task_id.split("/").at(-1)}`,
      ),
    );
  });

  it("When there is no such task, then an error says where the tasks are", async () => {
    const { workflowRunId } = await show();
    expect(await lab.workflow(["logs", "latest", "c"])).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: `Run ${workflowRunId} has no task "c". npm run workflow -- show ${workflowRunId} lists them.\n`,
    });
  });
});

describe("Given a run that goes on", () => {
  it("When its logs are followed, then lines are printed as they come, until it has ended", async () => {
    await start({ simulatedWorkSeconds: 3_600, taskList: [{ taskName: "long", objectKey: inputKey }] });
    while ((await show()).tasksByStatus["Running"] !== 1);
    const following = runTools(["logs", "latest", "--follow", "--json"], lab.folder, lab.environment);
    await lab.json(["stop", "latest", "--yes"]);
    const { exitCode, stdout, stderr } = await following;
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as LoggedLine);
    expect({ exitCode, stderr, last: messageOf(lines.at(-1) as LoggedLine) }).toEqual({
      exitCode: 0,
      stderr: "",
      last: expect.stringMatching(/\w/),
    });
    expect(new Set(lines.map(({ task_name }) => task_name))).toEqual(new Set(["long"]));
    // None is printed twice.
    expect(new Set(stdout.trim().split("\n")).size).toBe(lines.length);
  });
});
