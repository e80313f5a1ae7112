import { buildSync } from "esbuild";
import { projectFolder } from "./project-folder";

const bundled = new Map<string, Uint8Array>();

/**
 * Bundles a program and all it imports into one minified CommonJS file. The bytes depend on the sources alone, not on the
 * folder, the clock or file dates. Once per process and entry point.
 *
 * @param entryPoint path of the program's first file, from the project's folder
 * @throws Error with esbuild's messages when the program does not compile
 */
export function bundle(entryPoint: string): Uint8Array {
  const known = bundled.get(entryPoint);
  if (known) return known;
  const { outputFiles } = buildSync({
    absWorkingDir: projectFolder,
    entryPoints: [entryPoint],
    outfile: "index.js",
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
  });
  const bytes = outputFiles[0]?.contents;
  if (!bytes) throw new Error(`esbuild wrote nothing for ${entryPoint}. Its first file must be a module.`);
  bundled.set(entryPoint, bytes);
  return bytes;
}
