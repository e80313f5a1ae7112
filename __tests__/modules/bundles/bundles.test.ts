import { buildSync } from "esbuild";
import { unzipSync } from "fflate";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle, bundleOptions } from "../../../modules/bundles/bundle";
import { contentHash, stage, zip } from "../../../modules/bundles/files";
import { entryPoints, functionZip, taskImageContext, type FunctionName } from "../../../modules/bundles/programs";
import { projectFolder } from "../../../modules/bundles/project-folder";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("Given the programs", () => {
  it.each<FunctionName>(["task-launcher", "task-monitor"])("When %s is zipped, then the zip has one file", (name) => {
    expect(Object.keys(unzipSync(functionZip(name)))).toEqual(["index.js"]);
  });

  it("When the image's build context is made, then it has the Dockerfile and the one bundled file", () => {
    expect(Object.keys(taskImageContext())).toEqual(["Dockerfile", "task.js"]);
  });

  it("When bundles are searched, then the folder they were made in is not in them, and nothing imported late", () => {
    const task = Buffer.from(taskImageContext()["task.js"] ?? []).toString();
    expect(task).not.toContain(projectFolder);
    // `import("node:http")` loads all of `fetch` in Node.js.
    expect(task).not.toMatch(/\bimport\(/);
  });
});

describe("Given what the bundles are made of", () => {
  const { outputs } = buildSync({ ...bundleOptions, entryPoints, metafile: true }).metafile;

  it.each(Object.entries(outputs))(
    "When %s is looked into, then no ways to credentials and no event streams that nothing here uses are in it",
    (_, { inputs }) => {
      const unused =
        /credential-provider-(?!env|http)|nested-clients|token-providers|client-(sso|sts|signin)|submodules\/event-streams/;
      expect(Object.keys(inputs).filter((file) => file.includes("node_modules") && unused.test(file))).toEqual([]);
    },
  );

  it("When an update adds to them, then somebody looks before the limit is raised: bytes of each bundle", () => {
    const atMost = { "task-launcher.js": 460_000, "task-monitor.js": 330_000, "ecs-task.js": 400_000 };
    const larger = Object.entries(atMost).filter(([name, bytes]) => (outputs[name]?.bytes ?? Infinity) > bytes);
    expect(larger).toEqual([]);
  });

  it("When a program does not compile, then esbuild's message says where", () => {
    const wrong = join(mkdtempSync(join(tmpdir(), "bundles-")), "wrong.ts");
    writeFileSync(wrong, "const a = ;");
    expect(() => bundle({ wrong })).toThrow(/wrong\.ts:1:10: ERROR: Unexpected ";"/);
  });
});

describe("Given files to zip", () => {
  it("When their order changes, then the bytes do not", () => {
    const [a, b] = [bytes("a"), bytes("b")];
    expect(zip({ "a.js": a, "b.js": b })).toEqual(zip({ "b.js": b, "a.js": a }));
  });

  it("When the time zone changes, then the bytes do not", () => {
    const script =
      'process.stdout.write(Buffer.from(require("./modules/bundles/files").zip({ a: new Uint8Array([1]) })).toString("hex"))';
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
