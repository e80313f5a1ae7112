import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout, quietNpm } from "../../support/checkout";
import { shellBlocks } from "../../support/documents";

describe("Given docs/your-own-job.md and a checkout", () => {
  const { folder, remove } = checkout();
  afterAll(remove);
  const commands = shellBlocks.filter(({ runs }) => runs === "example").map((block) => block.commands);

  it("When its commands are run one after the other, then both patterns run the new job", () => {
    expect(commands).toEqual([
      "cp ecs-task/examples/count-lines/work.ts ecs-task/work.ts",
      "npm run local -- --tasks 3 --input README.md",
    ]);
    for (const command of commands) {
      const { status, stderr } = spawnSync("bash", ["-ec", command], { cwd: folder, encoding: "utf8", env: quietNpm });
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    }
    const report = JSON.parse(readFileSync(join(folder, "local-run/report.json"), "utf8")) as {
      patterns: { status: string; objects: string[] }[];
    };
    const written = (objects: readonly string[]) => objects.filter((key) => /input\.bin_[0-9a-f]{32}\.json$/.test(key));
    expect(report.patterns.map(({ status, objects }) => [status, written(objects).length])).toEqual([
      ["SUCCEEDED", 3],
      ["SUCCEEDED", 3],
    ]);
  }, 120_000);
});
