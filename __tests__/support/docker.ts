import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** What keeps tests with containers from running here; undefined when nothing does. */
export function dockerProblem(): string | undefined {
  if (process.platform !== "linux") return "The base image is made of this machine's Node.js, which must be for Linux.";
  const { error, status, stderr } = spawnSync("docker", ["version"], { encoding: "utf8" });
  return error?.message ?? (status === 0 ? undefined : stderr.trim());
}

/** Runs the `docker` command and returns what it prints. */
export const dockerOutput = (...parameters: string[]): string =>
  execFileSync("docker", parameters, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trimEnd();

/** Contents of an image, in the folder that becomes its root. */
interface Contents {
  /** The executable here, and its place in the image: the libraries that it needs lie where they do here. */
  readonly program: readonly [source: string, target: string];
  /** Further files and folders, which lie where they do here. */
  readonly more?: readonly string[];
  /** Tells it from others. */
  readonly label?: string;
}

/** Makes an image of files of this machine: no network is needed for it. */
function importImage(tag: string, { program: [source, target], more = [], label = "none" }: Contents): void {
  const root = mkdtempSync(join(tmpdir(), "image-"));
  const add = (from: string, to: string) => {
    mkdirSync(dirname(join(root, to)), { recursive: true });
    cpSync(from, join(root, to), { recursive: true, dereference: true });
  };
  try {
    add(source, target);
    const libraries = execFileSync("ldd", [source], { encoding: "utf8" }).match(/\/\S+/g) ?? [];
    for (const file of [...libraries, ...more]) add(file, file);
    const input = execFileSync("tar", ["-C", root, "-c", "."], { maxBuffer: 1_000_000_000 });
    const changes = [`ENV PATH=${dirname(target)}`, `LABEL of=${label}`].flatMap((change) => ["--change", change]);
    execFileSync("docker", ["import", ...changes, "-", tag], { input, stdio: ["pipe", "ignore", "inherit"] });
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** Makes an image that holds Node.js, the libraries it needs, and nothing else. @param label tells it from others */
export function importNodeImage(tag: string, label?: string): void {
  importImage(tag, { program: [process.execPath, "/usr/local/bin/node"], ...(label !== undefined && { label }) });
}

/** The parts of Python's library that a script with arguments needs. */
const pythonParts = ["encodings", "collections", "importlib", "re"];

/** Stand-ins for base images of other languages, which no registry gives here: this machine's own programs. */
const standIns: Readonly<Record<string, () => Contents>> = {
  debian: () => ({ program: [realpathSync("/bin/sh"), "/bin/sh"] }),
  python: () => {
    const tell =
      "import os, sys, sysconfig; print(os.path.realpath(sys.executable)); print(sysconfig.get_path('stdlib'))";
    const [program = "", library = ""] = execFileSync("python3", ["-c", tell], { encoding: "utf8" }).trim().split("\n");
    const modules = readdirSync(library).filter((name) => name.endsWith(".py") || pythonParts.includes(name));
    const more = modules.map((name) => join(library, name));
    return { program: [program, join(dirname(program), "python3")], more };
  },
};

/**
 * Makes the image that a Dockerfile begins with, where the Engine does not have it.
 *
 * @returns its name, where it was made: the caller's to remove
 */
export function importBaseOf(dockerfile: string): string | undefined {
  const [, base = "", name = ""] = /^FROM (\S+\/(\w+):\S+)/.exec(readFileSync(dockerfile, "utf8")) ?? [];
  if (spawnSync("docker", ["image", "inspect", base]).status === 0) return undefined;
  const contents = standIns[name];
  if (!contents) throw new Error(`${dockerfile} begins with ${base}, for which there is nothing here`);
  importImage(base, contents());
  return base;
}

/** Builds an image whose container runs `program`, and returns its id. */
export function buildProgramImage(base: string, program: string): string {
  const folder = mkdtempSync(join(tmpdir(), "program-image-"));
  try {
    writeFileSync(join(folder, "program.js"), program);
    const lines = [`FROM ${base}`, "COPY program.js /program.js", 'ENTRYPOINT ["node", "/program.js"]'];
    writeFileSync(join(folder, "Dockerfile"), lines.join("\n"));
    return dockerOutput("build", "--quiet", folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
