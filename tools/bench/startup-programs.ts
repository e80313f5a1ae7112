import { buildSync, type BuildOptions } from "esbuild";
import { unzipSync } from "fflate";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { bundleOptions } from "../../modules/bundles/bundle";
import { entryPoints, functionZip, taskImageContext } from "../../modules/bundles/programs";
import { projectFolder } from "../../modules/bundles/project-folder";
import { stage } from "../../modules/bundles/stage";

/** A program of the kit. */
export type ProgramName = keyof typeof entryPoints;

export const programNames = Object.keys(entryPoints) as ProgramName[];

/** The program as it is deployed. */
export const bundledProgram = (name: ProgramName): Uint8Array =>
  (name === "ecs-task" ? taskImageContext()["task.js"] : unzipSync(functionZip(name))["index.js"]) as Uint8Array;

/** The zip that a function is deployed as, or undefined for the task. */
export const zipOf = (name: ProgramName): Uint8Array | undefined =>
  name === "ecs-task" ? undefined : functionZip(name);

/** What esbuild makes of the same sources when it is told nothing of the AWS SDK. */
export const untrimmed = { alias: {}, supported: {} } as const satisfies BuildOptions;

/** All packages left where npm installed them, as a program without a bundler loads them. */
const unbundled = { ...untrimmed, minify: false, packages: "external" } as const satisfies BuildOptions;

/** The program, made in another way than the deployed one. */
export function programMade(name: ProgramName, options: BuildOptions): Uint8Array {
  const { outputFiles = [] } = buildSync({ ...bundleOptions, ...options, entryPoints: { [name]: entryPoints[name] } });
  return (outputFiles[0] as { contents: Uint8Array }).contents;
}

/** How a program's file was made. */
export type Making = "bundled" | "untrimmed" | "unbundled";

/** Node.js and one call: what no program is faster than. */
const bare = Buffer.from('require("node:http").get(process.env.AWS_ENDPOINT_URL);\n');

/**
 * Writes programs into the project's folder for what is built, from where they find its packages.
 *
 * @returns the file of each, absolute
 */
export function writePrograms(): Record<ProgramName, Record<Making, string>> & { readonly bare: string } {
  const write = (name: string, content: Uint8Array): string =>
    join(stage(join("bench", name), { "index.js": content }), "index.js");
  const made = programNames.map((name) => [
    name,
    {
      bundled: write(`${name}-bundled`, bundledProgram(name)),
      untrimmed: write(`${name}-untrimmed`, programMade(name, untrimmed)),
      unbundled: write(`${name}-unbundled`, programMade(name, unbundled)),
    },
  ]);
  return { ...(Object.fromEntries(made) as Record<ProgramName, Record<Making, string>>), bare: write("bare", bare) };
}

/** Removes what `writePrograms` wrote. */
export function removePrograms(): void {
  rmSync(join(projectFolder, ".build", "bench"), { recursive: true, force: true });
}
