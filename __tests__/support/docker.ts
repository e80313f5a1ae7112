import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
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

/**
 * Makes an image that holds Node.js, the libraries it needs, and nothing else: no network is needed for it.
 *
 * @param label tells it from others
 */
export function importNodeImage(tag: string, label = "none"): void {
  const root = mkdtempSync(join(tmpdir(), "node-image-"));
  const add = (source: string, target: string) => {
    mkdirSync(dirname(join(root, target)), { recursive: true });
    copyFileSync(source, join(root, target));
  };
  try {
    add(process.execPath, "/usr/local/bin/node");
    const libraries = execFileSync("ldd", [process.execPath], { encoding: "utf8" }).match(/\/\S+/g) ?? [];
    for (const library of libraries) add(library, library);
    const input = execFileSync("tar", ["-C", root, "-c", "."], { maxBuffer: 1_000_000_000 });
    const parameters = ["import", "--change", "ENV PATH=/usr/local/bin", "--change", `LABEL of=${label}`, "-", tag];
    execFileSync("docker", parameters, { input, stdio: ["pipe", "ignore", "inherit"] });
  } finally {
    rmSync(root, { recursive: true });
  }
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
