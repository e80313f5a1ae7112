import { buildSync, type BuildOptions } from "esbuild";
import { basename } from "node:path";
import { projectFolder } from "./project-folder";

/** How every program is built, whatever it is built for: to be deployed, or to be looked into. */
export const bundleOptions = {
  absWorkingDir: projectFolder,
  outdir: ".",
  write: false,
  bundle: true,
  minify: true,
  legalComments: "none",
  platform: "node",
  format: "cjs",
  // Lambda and the container run Node 22; a laptop may run the same file on Node 20.
  target: "node20",
  // The ES modules of a package, where it has them: what is not used drops out.
  mainFields: ["module", "main"],
  logLevel: "silent",
} as const satisfies BuildOptions;

/**
 * Bundles programs, each with all it imports, into one minified CommonJS file a program. The bytes depend on the sources
 * alone, not on the folder, the clock or file dates. At once they take half the time that they take one by one.
 *
 * @param entryPoints path of each program's first file, from the project's folder
 * @throws Error with esbuild's messages when a program does not compile
 */
export function bundle<Name extends string>(entryPoints: Readonly<Record<Name, string>>): Record<Name, Uint8Array> {
  const { outputFiles } = buildSync({ ...bundleOptions, entryPoints });
  return Object.fromEntries(outputFiles.map(({ path, contents }) => [basename(path, ".js"), contents])) as Record<
    Name,
    Uint8Array
  >;
}
