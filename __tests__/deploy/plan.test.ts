import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectFolder } from "../../modules/bundles/project-folder";
import { standInImage } from "../../tools/local/cloud/workspace";
import { synthesize } from "../../tools/local/synthesis";
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

  it("When a plan is asked for against a checkout that was deployed from, then it begins with what stands there", async () => {
    const stack = String(stackNames[0]);
    const output = join(temporary, "base", "cdktf.out");
    mkdirSync(join(temporary, "base"));
    await synthesize(output, { KIT_PATTERNS: "1", KIT_IMAGE_URI: standInImage });
    const folder = join(output, "stacks", stack);
    const file = join(folder, "cdk.tf.json");
    const { terraform, provider, data } = JSON.parse(readFileSync(file, "utf8")) as Record<
      string,
      Record<string, object>
    >;
    const { aws_caller_identity } = data ?? {};
    const resource = { aws_cloudwatch_log_group: { gone: { name: "gone" } } };
    writeFileSync(file, JSON.stringify({ terraform, provider, data: { aws_caller_identity }, resource }));
    mkdirSync(join(folder, ".terraform"));
    const backend = { type: "local", config: { path: join(folder, "deployed.tfstate"), workspace_dir: null }, hash: 1 };
    writeFileSync(join(folder, ".terraform", "terraform.tfstate"), JSON.stringify({ version: 3, backend }));
    const options = ["--import", "tsx", "tools/plan/main.ts", "--base", join(temporary, "base")];
    const env = { ...process.env, TMPDIR: temporary, KIT_PATTERNS: "1" };
    const { exitCode, printed } = await ended(process.execPath, options, { cwd: projectFolder, env });
    expect(printed).toMatch(/^\*\*\d+ to add, 1 to destroy, \d+ outputs to change\*\*$/m);
    expect(printed).toContain("🛑 **destroyed** | `aws_cloudwatch_log_group.gone` |");
    expect(exitCode).toBe(0);
  });
});
