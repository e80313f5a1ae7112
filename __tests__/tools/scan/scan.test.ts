import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { projectFolder } from "../../../modules/bundles/project-folder";
import { faultsIn, type ScanReport } from "../../../tools/scan/verdict";

const report = (resource_count: number, failed: readonly string[], parsing_errors = 0): ScanReport => ({
  summary: { parsing_errors, resource_count },
  results: {
    failed_checks: failed.map((check_id) => ({ check_id, check_name: "Ensure it", resource: "aws_vpc.network" })),
  },
});

describe("Given reports of checkov", () => {
  it("When what fails has a reason, then all is well", () => {
    const reports = { one: report(3, ["CKV_AWS_1", "CKV_AWS_2"]), two: report(4, ["CKV_AWS_1"]) };
    expect(faultsIn(reports, { CKV_AWS_1: "why", CKV_AWS_2: "why" })).toEqual([]);
  });

  it("When something fails without a reason, then it is named with its stack and resource", () => {
    expect(faultsIn({ one: report(3, ["CKV_AWS_1"]) }, {})).toEqual(["one: aws_vpc.network\n  CKV_AWS_1 Ensure it"]);
  });

  it("When a reason is needed no more, then that is a fault too", () => {
    expect(faultsIn({ one: report(3, []) }, { CKV_AWS_1: "why" })).toEqual([
      "CKV_AWS_1 has a reason, and nothing fails it",
    ]);
  });

  it.each([report(0, []), report(3, [], 1)])(
    "When nothing was read of a plan, then the scan is not green",
    (unread) => {
      expect(faultsIn({ one: report(3, ["CKV_AWS_1"]), two: unread }, { CKV_AWS_1: "why" })).toEqual([
        "two: checkov read no resource of its plan",
      ]);
    },
  );
});

describe("Given the exceptions", () => {
  it("When they are read, then each is a check of checkov with a reason in a line", () => {
    const text = readFileSync(join(projectFolder, "tools/scan/exceptions.yml"), "utf8");
    const exceptions = Object.entries(parse(text) as Record<string, unknown>);
    const plain = exceptions.filter(
      ([id, reason]) => /^CKV2?_AWS_\d+$/.test(id) && typeof reason === "string" && !reason.includes("\n"),
    );
    expect(plain).toEqual(exceptions);
    expect(exceptions.filter(([, reason]) => String(reason).length < 20)).toEqual([]);
  });
});

describe("Given a folder of plans and a checkov that reads nothing", () => {
  const folder = mkdtempSync(join(tmpdir(), "scan-test-"));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const scan = (path: string) =>
    spawnSync(process.execPath, ["--import", "tsx", join(projectFolder, "tools/scan/main.ts"), folder], {
      cwd: projectFolder,
      encoding: "utf8",
      env: { ...process.env, PATH: path },
    });

  it("When it is asked, then it fails, since checkov's own exit code would be 0", () => {
    const bin = join(folder, "bin");
    mkdirSync(bin);
    writeFileSync(join(folder, "stack.json"), "{}");
    writeFileSync(join(bin, "checkov"), `#!/bin/sh\necho '${JSON.stringify(report(0, []))}'\n`);
    chmodSync(join(bin, "checkov"), 0o755);
    const { status, stderr, stdout } = scan(`${bin}:${process.env["PATH"] ?? ""}`);
    expect({ status, stderr, stdout }).toEqual({
      status: 1,
      stderr: "stack: checkov read no resource of its plan\n",
      stdout: "Plans scanned: 1. Faults: 1. What may fail has its reason in tools/scan/exceptions.yml.\n",
    });
  });

  it("When there is no plan, then it says how to make one", () => {
    rmSync(join(folder, "stack.json"));
    expect(scan(process.env["PATH"] ?? "")).toMatchObject({
      status: 1,
      stderr: "There are no plans in plans/: make them by npm run plan -- --local\n",
    });
  });
});
