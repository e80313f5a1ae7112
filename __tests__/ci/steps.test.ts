import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../support/checkout";

/** A result file of jest, as far as it is read. */
const result = (passed: number, failed: number, pending: number) => {
  const assertions = (count: number, status: string) =>
    Array.from({ length: count }, () => ({ status, ancestorTitles: [`Given one that ${status}`], title: "a test" }));
  return JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: pending,
    numRuntimeErrorTestSuites: 0,
    testResults: [{ assertionResults: [...assertions(failed, "failed"), ...assertions(pending, "pending")] }],
  });
};

describe("Given the steps of CI", () => {
  const folder = mkdtempSync(join(tmpdir(), "steps-test-"));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  /** Runs steps; `npm` is a script that writes what stands in `results`, or hangs where nothing does. */
  const run = (steps: string, results = "") => {
    writeFileSync(
      join(folder, "npm"),
      `#!/bin/sh\n${results ? `echo '${results}' >"\${5#--outputFile=}"; echo '${results}' | grep -q '"numFailedTests":0'` : "sleep 600 & wait"}\n`,
      { mode: 0o755 },
    );
    const { status, stdout } = spawnSync("bash", ["-uc", `. .ci/steps\n${steps}`], {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, PATH: `${folder}:${String(process.env["PATH"])}` },
    });
    return { exitCode: status, end: stdout.split("\n").filter((line) => line !== "" && !line.startsWith("==")) };
  };

  it("When all pass, then they are added up, and the exit code is 0", () => {
    expect(run("need true\nsuite test\nsuite test:iam", result(3, 0, 1))).toEqual({
      exitCode: 0,
      end: ["skipped: Given one that pending", "6 passed, 0 failed, 2 skipped"],
    });
  });

  it("When a test or another step fails, then both are counted and named", () => {
    expect(run("need false\nsuite test", result(3, 1, 0))).toEqual({
      exitCode: 1,
      end: ["failed: Given one that failed", "failed: false ended with exit code 1", "3 passed, 2 failed, 0 skipped"],
    });
  });

  it("When a suite hangs, then it is ended with all that it started, and counts as failed", () => {
    expect(run("limit=1\nsuite test:deploy")).toEqual({
      exitCode: 1,
      end: ["failed: test:deploy did not finish: exit code 124", "0 passed, 1 failed, 0 skipped"],
    });
  });

  it("When no time is left, then nothing more is begun, and counts as failed", () => {
    expect(run("end=0\nsuite test", result(3, 0, 0))).toEqual({
      exitCode: 1,
      end: ["failed: test did not finish: exit code 124", "0 passed, 1 failed, 0 skipped"],
    });
  });

  it("When steps go on beside others, then they are waited for, shown and counted, when CI breaks off too", () => {
    const steps = "failing() { echo it prints; need false; }\nbeside failing\nbeside suite test:iam\nsuite test";
    const end = ["it prints", "failed: false ended with exit code 1", "6 passed, 1 failed, 0 skipped"];
    for (const last of ["gather", "exit 1"])
      expect(run(`${steps}\n${last}`, result(3, 0, 0))).toEqual({ exitCode: 1, end });
  });

  it("When CI breaks off, then what there is so far is counted", () => {
    expect(run("suite test\nexit 1", result(3, 0, 0))).toEqual({
      exitCode: 0,
      end: ["3 passed, 0 failed, 0 skipped"],
    });
  });
});
