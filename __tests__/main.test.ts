import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { projectFolder } from "../bundles/project-folder";

const sources = [
  ..."bundles ecs-task handlers modules settings spec-templates stacks workflow".split(" "),
  ..."cdktf.json main.ts package.json settings.ts tsconfig.json".split(" "),
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
    env: { PATH: "/nowhere", HOME: parent, ...environment },
  });

/** What was synthesized: a hash for each file. */
const hashes = (folder: string): Record<string, string> =>
  Object.fromEntries(
    filesIn(join(folder, "cdktf.out")).map((file) => [
      relative(folder, file),
      createHash("sha256").update(readFileSync(file)).digest("hex"),
    ]),
  );

describe("Given two checkouts of different names, dates and time zones", () => {
  it("When both are synthesized, then they give the same files, byte for byte", async () => {
    const first = checkOut("one", new Date("2020-02-29T00:00:00Z"));
    const second = checkOut("another folder/with a longer name", new Date("2025-07-01T12:34:56Z"));
    await Promise.all([synthesize(first, { TZ: "Asia/Tokyo" }), synthesize(second, { TZ: "America/Lima", LANG: "C" })]);
    expect(hashes(second)).toEqual(hashes(first));
    expect(Object.keys(hashes(first))).toHaveLength(10);
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
});
