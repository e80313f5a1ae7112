import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { projectFolder } from "../../../modules/bundles/project-folder";
import type { Check } from "../../../tools/cli/commands/check";
import { outputsOf, runCommand, temporaryFiles } from "../../support/command-line";
import { deployment } from "../../support/deployment";

const fileWith = temporaryFiles();
const list = (tasks: number) =>
  Array.from({ length: tasks }, (_, index) => ({ taskName: `t${index}`, objectKey: "in" }));
const both = fileWith("outputs.json", outputsOf(1, 2));

const checkJson = async (spec: unknown, ...options: string[]) => {
  const { out, ...rest } = await runCommand("check", fileWith("spec.json", spec), "--json", ...options);
  const { fits, deployed, patterns } = JSON.parse(out) as Check;
  return {
    fits,
    deployed,
    ...rest,
    patterns: patterns.map(({ notes, ...pattern }) => ({ ...pattern, notes: notes.length })),
  };
};

describe("Given a deployment", () => {
  it("When a spec fits both patterns, then it says so with what it needs, and exits with 0", async () => {
    await expect(checkJson({ taskList: list(10) }, "--outputs", both)).resolves.toEqual({
      fits: true,
      deployed: true,
      error: "",
      exitCode: 0,
      patterns: [1, 2].map((pattern) => ({ pattern, fits: true, faults: [], warnings: [], notes: 2 })),
    });
  });

  it("When a spec has faults, then each is told with its path, and it exits with 1", async () => {
    const spec = { clusterName: "theirs", timeoutSeconds: 3_601, taskList: list(1) };
    await expect(checkJson(spec, "--outputs", both, "--pattern", "2")).resolves.toEqual({
      fits: false,
      deployed: true,
      error: "",
      exitCode: 1,
      patterns: [
        {
          pattern: 2,
          fits: false,
          faults: [
            "timeoutSeconds: must be a whole number from 1 to 3600, received 3601",
            'clusterName: must be this deployment\'s "kit"; leave it out to get it, received "theirs"',
          ],
          warnings: [],
          notes: 0,
        },
      ],
    });
  });

  it("When tasks cannot end before the deadline, then it warns, and exits with 1", async () => {
    const spec = { timeoutSeconds: 60, simulatedWorkSeconds: 61, taskList: list(1) };
    await expect(checkJson(spec, "--outputs", both, "--pattern", "1")).resolves.toMatchObject({
      fits: false,
      exitCode: 1,
      patterns: [
        {
          faults: [],
          warnings: ["Launching and simulated work take 61 s, of at most 60 s until the deadline."],
        },
      ],
    });
  });

  it("When only one pattern is deployed, then only that one is checked", async () => {
    const outputs = fileWith("one.json", outputsOf(2));
    await expect(checkJson({ taskList: list(1) }, "--outputs", outputs)).resolves.toMatchObject({
      patterns: [{ pattern: 2, fits: true }],
    });
  });

  it("When a person asks, then it says what each pattern takes, and in a last line which fits", async () => {
    const { out } = await runCommand("check", fileWith("spec.json", { taskList: list(3) }), "--outputs", both);
    expect(out).toMatch(/^Pattern 1: fits\n/);
    expect(out).toMatch(/\nThe spec takes \d+ bytes in the row of its run, of at most 245,760\.\n/);
    expect(out).toMatch(/It fits pattern 1 and pattern 2\.\n$/);
  });
});

describe("Given a deployment of every pattern and a spec with its list in S3", () => {
  const every = fileWith("every.json", outputsOf(1, 2));
  const spec = { taskSource: { format: "JSONL", key: "list" } };
  const entry = (name: string) => `{"taskName":"${name}","objectKey":"in/${name}"}\n`;
  const check = (list: string, more: object = {}) =>
    checkJson({ ...spec, ...more }, "--outputs", every, "--list", fileWith("list.jsonl", list));

  it("When its list is a file and right, then both patterns take it", async () => {
    const fitting = (pattern: number) => ({
      pattern,
      fits: true,
      faults: [],
      warnings: [],
      notes: 3,
      list: expect.objectContaining({ entries: 2, faulty: 0 }) as unknown,
    });
    const result = await check(entry("a") + entry("b"));
    expect(result).toEqual({
      fits: true,
      deployed: true,
      error: "",
      exitCode: 0,
      patterns: [fitting(1), fitting(2)],
    });
  });

  it.each<[string, string, object, string[]]>([
    ["has faults", `${entry("a")}{"taskName":"b"}\n`, {}, ["taskSource, line 2: objectKey: is missing"]],
    ["is empty", "", {}, [expect.stringContaining("has no entries: nothing would be launched")]],
    [
      "is too long for the deadline",
      entry("a").repeat(300),
      { timeoutSeconds: 9, simulatedWorkSeconds: 5 },
      ["Launching and simulated work take 15 s, of at most 9 s until the deadline."],
    ],
    [
      "is run too few at once for the deadline",
      entry("a").repeat(300),
      { timeoutSeconds: 20, simulatedWorkSeconds: 5, maxConcurrency: 100 },
      ["Launching and simulated work take 25 s, of at most 20 s until the deadline."],
    ],
  ])("When its list %s, then it warns, and exits with 1", async (_, list, more, warnings) => {
    const { patterns, exitCode } = await check(list, more);
    expect([exitCode, patterns.find(({ pattern }) => pattern === 2)]).toMatchObject([1, { fits: false, warnings }]);
  });

  it("When its list has blank lines, then nothing is said of them, since every reader passes them over", async () => {
    const { exitCode, patterns } = await check(`\n${entry("a")}\r\n \t\n${entry("b")}\n`);
    const fitting = { fits: true, faults: [], warnings: [], list: { entries: 2, faulty: 0, faults: [] } };
    expect({ exitCode, patterns }).toMatchObject({ exitCode: 0, patterns: [fitting, fitting] });
  });

  it("When a line is nested 100,000 deep, then it is told like any other that is no entry", async () => {
    const { patterns } = await check(`${entry("a")}${"[".repeat(100_000)}${"]".repeat(100_000)}\n`);
    const told = ["taskSource, line 2: entry: must be an object, received […"];
    expect(patterns).toMatchObject([
      { fits: false, faults: told },
      { fits: false, warnings: told },
    ]);
  });

  it("When its list is CSV, then what is told of it is what Step Functions will read", async () => {
    const csv = 'objectKey,taskName\r\n\r\n"in/a, b","say ""a"""\r\n,c\r\nin/d\r\nin/e,e,left out\r\n';
    const csvSpec = { taskSource: { format: "CSV", key: "list" } };
    const options = ["--outputs", every, "--pattern", "2", "--list", fileWith("list.csv", csv)];
    const { patterns } = await checkJson(csvSpec, ...options);
    const warnings = ["taskSource, line 4: objectKey: is missing", "taskSource, line 5: taskName: is missing"];
    expect(patterns).toMatchObject([
      { pattern: 2, fits: false, faults: [], warnings, list: { entries: 4, faulty: 2 } },
    ]);
  });

  it("When its list has faults, then pattern 1 would refuse all of it", async () => {
    const { patterns } = await check(`${entry("a")}{"taskName":"b"}\n`);
    expect(patterns[0]).toMatchObject({
      pattern: 1,
      fits: false,
      faults: ["taskSource, line 2: objectKey: is missing"],
    });
  });
});

describe("Given no deployment", () => {
  const binary = join(projectFolder, "tools", "cli", "bin.js");
  // Where no outputs file lies.
  const cwd = join(projectFolder, "tools", "cli");
  const workflow = (...args: string[]) => spawnSync(process.execPath, [binary, ...args], { cwd, encoding: "utf8" });

  const oneClearError = (
    { stdout, stderr, status }: { stdout: string; stderr: string; status: number | null },
    message: string,
  ) => {
    expect({ stdout, status }).toEqual({ stdout: "", status: 1 });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  };

  it("When a full spec is checked by the installed command, then its own names are believed, and it says so", () => {
    const spec = fileWith("full.json", { ...deployment, taskList: list(2) });
    const { stdout, status } = workflow("check", spec);
    expect([status, stdout.split("\n")[0]]).toEqual([
      0,
      "No outputs file: checked against a deployment of the default settings. Name one with --outputs FILE.",
    ]);
  });

  it.each([
    ["no file", ["check"], "error: missing required argument 'spec'"],
    ["an unknown command", ["chek", "a"], "error: unknown command 'chek'\n(Did you mean check?)"],
  ])("When it is given %s, then one clear error is all there is", (_, args, message) => {
    oneClearError(workflow(...args), message);
  });

  it.each<[string, string[], string]>([
    ["a file that is not there", ["check", "/no/such"], "Cannot read /no/such: ENOENT"],
    ["a file that is no JSON", ["check", fileWith("no.json", "{no")], `${fileWith("no.json", "{no")} is not JSON: `],
    [
      "outputs of something else",
      ["check", fileWith("s.json", {}), "--outputs", fileWith("other.json", { other: {} })],
      `${fileWith("other.json", { other: {} })} has no outputs of pattern 1 or 2. Deploy with`,
    ],
    [
      "outputs of two deployments",
      [
        "check",
        fileWith("s.json", {}),
        "--outputs",
        fileWith("two.json", { "dev-pattern-1": deployment, "prod-pattern-1": deployment }),
      ],
      "two.json has dev-pattern-1 and prod-pattern-1, both of pattern 1: keep the outputs of each deployment in a file of " +
        "its own, and name one with --outputs.",
    ],
    [
      "outputs of an older deployment",
      [
        "check",
        fileWith("s.json", {}),
        "--outputs",
        fileWith("old.json", { "amazon-ecs-starter-kit-pattern-1": deployment }),
      ],
      "old.json, amazon-ecs-starter-kit-pattern-1: missing or not usable: stateMachineArn, maxTimeoutSeconds. Deploy with: ",
    ],
  ])("When it is given %s, then one clear error is all there is", async (_, args, message) => {
    const { out, error, exitCode } = await runCommand(...args);
    oneClearError({ stdout: out, stderr: error, status: exitCode }, message);
  });
});
