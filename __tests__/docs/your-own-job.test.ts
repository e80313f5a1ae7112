import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "../..");
const page = readFileSync(join(root, "docs/your-own-job.md"), "utf8");

/** The shell commands of the page, in order. */
const commands = [...page.matchAll(/```bash\n([^]*?)```/g)].map(([, command = ""]) => command.trim());

/** A copy of the sources, where a reader may do as the page says. */
function checkout(): string {
  const folder = mkdtempSync(join(tmpdir(), "your-own-job-"));
  const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { cwd: root, encoding: "utf8" });
  for (const file of files.trim().split("\n")) cpSync(join(root, file), join(folder, file), { force: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

describe("Given docs/your-own-job.md and a checkout", () => {
  const folder = checkout();
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("When its commands are run one after the other, then both patterns run the new job", () => {
    expect(commands).toEqual([
      "cp examples/count-lines/work.ts ecs-task/work.ts",
      "npm run local -- --tasks 3 --input README.md",
    ]);
    for (const command of commands) {
      const { status, stderr } = spawnSync("bash", ["-ec", command], { cwd: folder, encoding: "utf8" });
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
