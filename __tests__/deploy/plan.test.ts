import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { projectFolder } from "../../modules/bundles/project-folder";
import { stackNames } from "../../tools/local/cloud/workspace";
import { givenTools } from "./given-tools";

givenTools("Given no account", () => {
  const temporary = mkdtempSync(join(tmpdir(), "plan-test-"));
  afterAll(() => {
    rmSync(temporary, { recursive: true });
  });

  it("When a plan is asked for on this machine, then both stacks are to be added, and nothing is left running", async () => {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ["--import", "tsx", "tools/plan/main.ts", "--local"],
      {
        cwd: projectFolder,
        env: { ...process.env, TMPDIR: temporary },
      },
    );
    const summaries = stackNames.map((stack) => readFileSync(join(projectFolder, "plans", `${stack}.md`), "utf8"));
    expect(stderr).toMatch(/^AWS provider: \d+\.\d+\.\d+, from \S+(; the stacks name \d+\.\d+\.\d+)?\n$/);
    expect(stdout.trim()).toBe(summaries.join("\n").trim());
    const counts = summaries.map((summary) => /^\*\*(.*)\*\*$/m.exec(summary)?.[1]);
    expect(counts).toEqual(
      stackNames.map(() => expect.stringMatching(/^\d+ to add, \d+ outputs to change$/) as string),
    );
    expect(readdirSync(temporary).filter((name) => name.startsWith("plan-"))).toEqual([]);
  });
});
