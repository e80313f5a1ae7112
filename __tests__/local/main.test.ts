import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { isDeepStrictEqual, promisify } from "node:util";
import { projectFolder } from "../../modules/bundles/project-folder";

const sources = [
  ..."ecs-task handlers modules spec-templates stacks workflow".split(" "),
  ..."cdktf.json main.ts package.json tsconfig.json".split(" "),
];

const parent = mkdtempSync(join(tmpdir(), "checkouts-"));
afterAll(() => {
  rmSync(parent, { recursive: true });
});

/** A copy of the sources in a folder of that name, its files dated anew. */
function checkOut(name: string, date: Date): string {
  const folder = join(parent, name);
  mkdirSync(folder, { recursive: true });
  for (const source of sources) cpSync(join(projectFolder, source), join(folder, source), { recursive: true });
  for (const file of filesIn(folder)) utimesSync(file, date, date);
  symlinkSync(join(projectFolder, "node_modules"), join(folder, "node_modules"));
  return folder;
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** Runs the app as a person without credentials, network or Docker would. */
const synthesize = (cwd: string, environment: Record<string, string>) =>
  promisify(execFile)(process.execPath, ["--import", "tsx", "main.ts"], {
    cwd,
    env: { PATH: "/nowhere", HOME: parent, KIT_REGION: "eu-west-1", ...environment },
  });

/** What was synthesized: a hash for each file. */
const hashes = (folder: string): Record<string, string> =>
  Object.fromEntries(
    filesIn(join(folder, "cdktf.out")).map((file) => [
      relative(folder, file),
      createHash("sha256").update(readFileSync(file)).digest("hex"),
    ]),
  );

/** Paths to the values of a JSON document that differ from those of another, without the hashes in addresses. */
function differences(one: unknown, other: unknown, path: readonly string[] = []): string[] {
  if (!isObject(one) || !isObject(other))
    return isDeepStrictEqual(one, other) ? [] : [path.join(".").replace(/_[0-9A-F]{8}\b/g, "")];
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names.flatMap((name) => differences(one[name], other[name], [...path, name]));
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** What differs between two checkouts' stacks: values by path, and files of the stack's folder. */
function changesOf(pattern: 1 | 2, changed: string, unchanged: string): { values: string[]; files: string[] } {
  const folder = join("cdktf.out", "stacks", `amazon-ecs-starter-kit-pattern-${pattern}`);
  const read = (checkout: string): unknown => JSON.parse(readFileSync(join(checkout, folder, "cdk.tf.json"), "utf8"));
  const [before, after] = [hashes(unchanged), hashes(changed)];
  const files = Object.keys(after)
    .filter((file) => file.startsWith(folder) && after[file] !== before[file])
    // assets/<address>/<hash>/<file>
    .map((file) => relative(folder, file).replace(/_[0-9A-F]{8}\/[0-9A-F]+\//i, "/"));
  return { values: differences(read(unchanged), read(changed)).sort(), files: files.sort() };
}

describe("Given checkouts of different names, dates and time zones", () => {
  const first = checkOut("one", new Date("2020-02-29T00:00:00Z"));
  const second = checkOut("another folder/with a longer name", new Date("2025-07-01T12:34:56Z"));
  const withMonitor = checkOut("monitor", new Date());
  const withTask = checkOut("task", new Date());
  const withLock = checkOut("lock", new Date());

  beforeAll(async () => {
    appendFileSync(join(withMonitor, "handlers", "task-monitor", "index.ts"), 'console.debug("A change");\n');
    appendFileSync(join(withTask, "ecs-task", "index.ts"), 'console.debug("A change");\n');
    writeFileSync(join(withLock, ".terraform.lock.hcl"), "reviewed");
    await Promise.all([
      synthesize(first, { TZ: "Asia/Tokyo" }),
      synthesize(second, { TZ: "America/Lima", LANG: "C" }),
      synthesize(withMonitor, {}),
      synthesize(withTask, {}),
      synthesize(withLock, {}),
    ]);
  }, 90_000);

  it("When the sources are the same, then they give the same files, byte for byte", () => {
    expect(hashes(second)).toEqual(hashes(first));
    expect(Object.keys(hashes(first))).toHaveLength(10);
  });

  it("When providers are locked, then the lock file is beside each stack, and nothing else is another", () => {
    const beside = [1, 2].map(
      (pattern) => `cdktf.out/stacks/amazon-ecs-starter-kit-pattern-${pattern}/.terraform.lock.hcl`,
    );
    const reviewed = createHash("sha256").update("reviewed").digest("hex");
    expect(hashes(withLock)).toEqual({
      ...hashes(first),
      ...Object.fromEntries(beside.map((file) => [file, reviewed])),
    });
  });

  it.each([1, 2] as const)("When the monitor changes, then of pattern %i nothing but that function does", (pattern) => {
    expect(changesOf(pattern, withMonitor, first)).toEqual({
      values: ["filename", "source_code_hash"].map(
        (attribute) => `resource.aws_lambda_function.task-monitor_function.${attribute}`,
      ),
      files: ["assets/task-monitor_code/task-monitor.zip", "cdk.tf.json"],
    });
  });

  it.each([1, 2] as const)("When the task changes, then of pattern %i nothing but its image does", (pattern) => {
    // The task definition names the image by the digest that the registry gives it: it is a reference, and follows.
    expect(changesOf(pattern, withTask, first)).toEqual({
      values: ["build.context", "build.dockerfile", "name"].map(
        (attribute) => `resource.docker_image.task-image.${attribute}`,
      ),
      // Its folder has the hash of all that is in it.
      files: ["assets/task-image_context/Dockerfile", "assets/task-image_context/task.js", "cdk.tf.json"],
    });
  });
});

describe("Given a wrong setting", () => {
  it("When the app runs, then it says so in one piece, without a stack trace, and builds nothing", async () => {
    const folder = checkOut("wrong", new Date());
    await expect(synthesize(folder, { KIT_NAT_GATEWAYS: "3" })).rejects.toMatchObject({
      code: 1,
      stdout: "",
      stderr:
        "The settings are not valid, nothing was built:\n" +
        '- natGateways is "3" (from KIT_NAT_GATEWAYS). Allowed: a whole number from 0 to 2\n',
    });
    expect(readdirSync(folder)).not.toContain("cdktf.out");
  });

  it("When nobody named the Region, then none is guessed: the setting is asked for", async () => {
    await expect(synthesize(checkOut("nowhere", new Date()), { KIT_REGION: "" })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        "- region is missing: give it in cdktf.json's context or as KIT_REGION.",
      ) as string,
    });
  });
});
