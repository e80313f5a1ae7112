import { unzipSync } from "fflate";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { functionZip, taskImageContext, type FunctionName } from "../../bundles/programs";
import { projectFolder } from "../../bundles/project-folder";
import { contentHash, stage } from "../../bundles/stage";
import { zip } from "../../bundles/zip";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("Given the programs", () => {
  it.each<FunctionName>(["task-launcher", "task-monitor"])(
    "When %s is zipped, then the zip has one file and under 250 KB",
    (name) => {
      const content = functionZip(name);
      expect(Object.keys(unzipSync(content))).toEqual(["index.js"]);
      expect(content.length).toBeLessThan(250_000);
    },
  );

  it("When the image's build context is made, then it has the Dockerfile and the one bundled file", () => {
    expect(Object.keys(taskImageContext())).toEqual(["Dockerfile", "task.js"]);
  });

  it("When bundles are searched, then the folder they were made in is not in them", () => {
    const { "task.js": task } = taskImageContext();
    expect(Buffer.from(task ?? []).includes(projectFolder)).toBe(false);
  });
});

describe("Given files to zip", () => {
  it("When their order changes, then the bytes do not", () => {
    const [a, b] = [bytes("a"), bytes("b")];
    expect(zip({ "a.js": a, "b.js": b })).toEqual(zip({ "b.js": b, "a.js": a }));
  });

  it("When the time zone changes, then the bytes do not", () => {
    const script =
      'process.stdout.write(Buffer.from(require("./bundles/zip").zip({ a: new Uint8Array([1]) })).toString("hex"))';
    const zipIn = (TZ: string) =>
      execFileSync(process.execPath, ["--import", "tsx", "--input-type=commonjs", "-e", script], {
        cwd: projectFolder,
        env: { ...process.env, TZ },
        encoding: "utf8",
      });
    expect(zipIn("Pacific/Kiritimati")).toBe(zipIn("Pacific/Pago_Pago"));
  });
});

describe("Given files to stage", () => {
  const name = `staging-test-${process.pid}`;
  afterEach(() => {
    rmSync(join(projectFolder, ".build", name), { recursive: true, force: true });
  });

  it("When other files are staged under the same name, then only those are left", () => {
    stage(name, { old: bytes("1"), kept: bytes("1") });
    const folder = stage(name, { kept: bytes("2"), added: bytes("3") });
    const contents = readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), "utf8")]);
    expect(Object.fromEntries(contents)).toEqual({ kept: "2", added: "3" });
  });

  it("When contents or names change, then their hash does, and not when their order does", () => {
    const hash = contentHash({ a: bytes("1"), b: bytes("2") });
    expect(contentHash({ b: bytes("2"), a: bytes("1") })).toBe(hash);
    const others = [
      { a: bytes("2"), b: bytes("1") },
      { a: bytes("12"), b: bytes("") },
      { a: bytes("1"), c: bytes("2") },
    ];
    expect(new Set([hash, ...others.map(contentHash)]).size).toBe(4);
  });
});
