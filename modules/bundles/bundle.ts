import { buildSync, type BuildOptions } from "esbuild";
import { basename } from "node:path";
import { projectFolder } from "./project-folder";

/** The options by which every program is built, to be deployed or to be examined. */
export const bundleOptions = {
  absWorkingDir: projectFolder,
  outdir: ".",
  write: false,
  bundle: true,
  minify: true,
  legalComments: "none",
  platform: "node",
  format: "cjs",
  // Lambda and the container run Node.js 24; a laptop may run the same file on 22.
  target: "node22",
  // The ES modules of a package, where it has them: what is not used drops out.
  mainFields: ["module", "main"],
  // `import("node:http")`, as the AWS SDK does, would make Node.js load all of `fetch` for its WebSocket; `require` does not.
  supported: { "dynamic-import": false },
  // What the AWS SDK brings along and no program here uses. A name that an update adds to these modules fails the build.
  alias: {
    "@aws-sdk/credential-provider-node": "./modules/bundles/stand-ins/credential-provider-node.ts",
    "@smithy/core/event-streams": "./modules/bundles/stand-ins/event-streams.ts",
  },
  // Its messages are in the error that it throws.
  logLevel: "silent",
} as const satisfies BuildOptions;

/**
 * Bundles programs, each with all it imports, into one minified CommonJS file a program. The bytes depend on the sources alone,
 * not on the folder, the clock or file dates. At once they take half the time that they take one by one.
 *
 * @param entryPoints path of each program's first file, from the project's folder
 * @throws Error with esbuild's messages when a program does not compile
 */
export const bundle = <Name extends string>(
  entryPoints: Readonly<Record<Name, string>>,
): Readonly<Record<Name, Uint8Array>> =>
  Object.fromEntries(
    buildSync({ ...bundleOptions, entryPoints }).outputFiles.map(({ path, contents }) => [
      basename(path, ".js"),
      contents,
    ]),
  ) as Record<Name, Uint8Array>;
