import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stackNames } from "../support/deployment";
import { checkout } from "../support/checkout";

/** A Terraform that takes its time to install providers, notes when, and plans nothing. */
const program = (log: string): string => `#!/bin/sh
case "$1" in
  init) echo "begin $(basename "$PWD")" >>${log}; sleep 0.5; echo "end $(basename "$PWD")" >>${log} ;;
  show) echo "A wrapper's word"; echo '{"format_version":"1.2"}' ;;
esac
`;

describe("Given a checkout that was never synthesized", () => {
  const { folder, remove } = checkout();
  const tools = mkdtempSync(join(tmpdir(), "planning-test-"));
  const log = join(tools, "log");
  afterAll(() => {
    remove();
    rmSync(tools, { recursive: true });
  });

  it("When a plan is asked for against a version that was not synthesized, then it says so, and there is no plan", () => {
    const env = { ...process.env, PATH: `${tools}:${String(process.env["PATH"])}` };
    const planned = spawnSync("npm", ["run", "--silent", "plan", "--", "--base", tools], {
      cwd: folder,
      env,
      encoding: "utf8",
    });
    expect({ status: planned.status, stdout: planned.stdout }).toEqual({ status: 1, stdout: "" });
    expect(planned.stderr).toContain(`No stacks were synthesized into ${tools}`);
  });

  it("When npm run plan is asked for, then it synthesizes, and installs providers one stack after the other", () => {
    writeFileSync(join(tools, "terraform"), program(log), { mode: 0o755 });
    const env = { ...process.env, KIT_REGION: "eu-west-1", PATH: `${tools}:${String(process.env["PATH"])}` };
    const printed = execFileSync("npm", ["run", "--silent", "plan"], { cwd: folder, env, encoding: "utf8" });
    expect(printed.match(/^(###|No) .*/gm)).toEqual(stackNames.flatMap((stack) => [`### ${stack}`, "No changes."]));
    expect(readFileSync(log, "utf8").trim().split("\n")).toEqual(
      stackNames.flatMap((stack) => [`begin ${stack}`, `end ${stack}`]),
    );
  });
});
