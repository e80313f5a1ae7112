import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout, quietNpm } from "../support/checkout";
import { shellBlocks } from "../support/documents";

describe("Given docs/your-own-job.md and a checkout", () => {
  const { folder, remove } = checkout();
  afterAll(remove);
  const rows = () => {
    const report = JSON.parse(readFileSync(join(folder, "local-run/report.json"), "utf8")) as {
      patterns: { tasks: { task_name: string; status: string; exit_code: number }[] }[];
    };
    return report.patterns.map(({ tasks }) => tasks.map((row) => [row.task_name, row.status, row.exit_code]));
  };

  it("When its command for any container is run, and that of the other example, then both patterns run scripts as they are", () => {
    const [command = "", another] = shellBlocks.filter(({ runs }) => runs === "any").map((block) => block.commands);
    expect([command, another]).toEqual([
      "KIT_JOB=container KIT_JOB_CONTEXT=ecs-task/examples/shell npm run local -- --specs ecs-task/examples/shell/specs.json",
      undefined,
    ]);
    const ran = (example: string, tasks: readonly string[]) => {
      const options = { cwd: folder, encoding: "utf8", env: quietNpm } as const;
      const { status, stderr } = spawnSync("bash", ["-ec", command.replaceAll("shell", example)], options);
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      const completed = tasks.map((task) => [task, "Completed", 0]);
      expect(rows()).toEqual([completed, completed]);
    };
    ran("shell", ["all", "as the image has it", "in French"]);
    ran("python", ["few", "many"]);
  }, 240_000);

  const commands = shellBlocks.filter(({ runs }) => runs === "example").map((block) => block.commands);

  it("When its commands are run one after the other, then both patterns run the new job", () => {
    expect(commands).toEqual([
      "cp ecs-task/examples/count-lines/work.ts ecs-task/work.ts",
      "npm run local -- --tasks 3 --object amazon_ecs_starter_kit/input.bin=README.md",
    ]);
    for (const command of commands) {
      const { status, stderr } = spawnSync("bash", ["-ec", command], { cwd: folder, encoding: "utf8", env: quietNpm });
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    }
    const report = JSON.parse(readFileSync(join(folder, "local-run/report.json"), "utf8")) as {
      patterns: { executionStatus: string; objects: string[] }[];
    };
    const written = (objects: readonly string[]) => objects.filter((key) => /input\.bin_[0-9a-f]{32}\.json$/.test(key));
    expect(report.patterns.map(({ executionStatus, objects }) => [executionStatus, written(objects).length])).toEqual([
      ["SUCCEEDED", 3],
      ["SUCCEEDED", 3],
    ]);
  }, 120_000);
});
