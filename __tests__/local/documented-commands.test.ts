import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout, quietNpm, root } from "../support/checkout";
import { shellBlocks } from "../support/documents";

const bash = (flags: string, commands: string, cwd: string) =>
  spawnSync("bash", [flags, commands], { cwd, encoding: "utf8", env: quietNpm });

describe("Given the shell commands of the documents", () => {
  it.each(shellBlocks)("When those of $file are parsed, then they are bash: $commands", ({ commands }) => {
    expect(bash("-nc", commands, root)).toMatchObject({ status: 0, stderr: "" });
  });

  it.each(shellBlocks)("When those of $file call npm run, then the script exists: $commands", ({ commands }) => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };
    const called = [...commands.matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, name]) => name);
    expect(called.filter((name) => !((name as string) in scripts))).toEqual([]);
  });
});

describe("Given the commands that documents run on this machine, in a checkout", () => {
  const { folder, remove } = checkout();
  afterAll(remove);
  const here = shellBlocks.filter(({ runs }) => runs === "local");

  it.each(here)(
    "When those of $file are run, then they succeed: $commands",
    ({ commands }) => {
      // The packages are there already.
      const result = bash("-ec", commands.replace("npm ci", ":"), folder);
      expect({ status: result.status, stderr: result.stderr }).toEqual({ status: 0, stderr: "" });
    },
    120_000,
  );
});
