import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectFolder } from "../../modules/bundles/project-folder";
import { glance } from "../../tools/plan/summary";
import { stackNames } from "../support/deployment";
import { ended } from "./ended";
import { givenTools } from "./given-tools";
import { missingFrom, stepOf } from "./pages";

givenTools("Given no account", () => {
  const temporary = mkdtempSync(join(tmpdir(), "plan-test-"));
  afterAll(() => {
    rmSync(temporary, { recursive: true });
  });

  it("When a plan is asked for on this machine, then both stacks are to be added, as docs/deploying.md says, and nothing is left running", async () => {
    const { exitCode, printed } = await ended(process.execPath, ["--import", "tsx", "tools/plan/main.ts", "--local"], {
      cwd: projectFolder,
      env: { ...process.env, TMPDIR: temporary },
    });
    const written = (kind: string) =>
      stackNames.map((stack) => readFileSync(join(projectFolder, "plans", `${stack}.${kind}`), "utf8"));
    const summaries = written("md").map((summary, index) => glance(stackNames[index] as string, summary));
    const provider = /AWS provider: \d+\.\d+\.\d+, from \S+(; the stacks name \d+\.\d+\.\d+)?\n$/.exec(printed)?.[0];
    expect([exitCode, printed]).toEqual([0, `${summaries.join("\n")}\n${String(provider)}`]);
    for (const text of written("txt"))
      expect(text).toMatch(
        /^\nTerraform used the selected providers [^]*\nPlan: \d+ to add, 0 to change, 0 to destroy\.\n/,
      );
    expect(written("txt").join("")).not.toContain("plan.tfplan");
    expect(missingFrom(printed, stepOf("npm run --silent plan"))).toEqual([]);
    expect(readdirSync(temporary).filter((name) => name.startsWith("plan-"))).toEqual([]);
  });
});
