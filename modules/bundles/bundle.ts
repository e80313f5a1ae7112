import type { BuildOptions, Metafile } from "esbuild";
import { basename, join } from "node:path";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import { projectFolder } from "./project-folder";

/** The options by which every program is built, to be deployed or to be examined. */
const bundleOptions = {
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
  logLevel: "silent",
} as const satisfies BuildOptions;

/** The output of esbuild. */
interface Built {
  readonly outputFiles: readonly { readonly path: string; readonly contents: Uint8Array }[];
  readonly metafile?: Metafile;
}

const patienceMilliseconds = 120_000;

/**
 * Starts esbuild, with the kit's options and plugin, in a thread. esbuild takes plugins in its asynchronous calls alone; the
 * constructs that need a bundle cannot wait for a promise, but for a thread.
 *
 * @param options further ones, without functions
 * @returns waits until esbuild is done, once; throws an Error with its messages when it failed
 */
export function startBuild(options: BuildOptions): () => Built {
  const done = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const { port1, port2: port } = new MessageChannel();
  const workerData = { options: { ...bundleOptions, ...options }, port, done };
  // What loads this process's TypeScript is of no use to the worker.
  new Worker(join(__dirname, "esbuild-worker.js"), { workerData, transferList: [port], execArgv: [] }).unref();
  return () => {
    if (Atomics.wait(done, 0, 0, patienceMilliseconds) === "timed-out")
      throw new Error(`esbuild did not end in ${patienceMilliseconds / 1_000} s`);
    const { message } = receiveMessageOnPort(port1) as { message: Built | { readonly error: string } };
    if ("error" in message) throw new Error(message.error);
    return message;
  };
}

/**
 * Starts to bundle programs, each with all it imports, into one minified CommonJS file a program. The bytes depend on the
 * sources alone, not on the folder, the clock or file dates. At once they take half the time that they take one by one.
 *
 * @param entryPoints path of each program's first file, from the project's folder
 * @returns waits for the bundles, once; throws an Error with esbuild's messages when a program does not compile
 */
export function startBundling<Name extends string>(
  entryPoints: Readonly<Record<Name, string>>,
): () => Readonly<Record<Name, Uint8Array>> {
  const wait = startBuild({ entryPoints });
  return () =>
    Object.fromEntries(wait().outputFiles.map(({ path, contents }) => [basename(path, ".js"), contents])) as Record<
      Name,
      Uint8Array
    >;
}
