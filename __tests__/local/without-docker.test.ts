import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { projectFolder } from "../../modules/bundles/project-folder";

describe("Given a machine without Docker", () => {
  const folder = mkdtempSync(join(tmpdir(), "docker-test-"));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it("When tasks are to run in containers, then that is said, and nothing is left", async () => {
    const options = ["--runner", "docker", "--pattern", "1"];
    const run = promisify(execFile)(process.execPath, ["--import", "tsx", "tools/run-local/main.ts", ...options], {
      cwd: projectFolder,
      env: { PATH: "/nowhere", TMPDIR: folder, CDKTF_OUTDIR: folder },
    });
    await expect(run).rejects.toMatchObject({
      code: 1,
      stdout: "",
      stderr: "docker build: there is no such command. Docker must be installed and started\n",
    });
    expect(readdirSync(folder).filter((name) => name.startsWith("ecs-kit-"))).toEqual([]);
  }, 60_000);
});
