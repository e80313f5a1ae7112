import type { BuildOptions, Metafile } from "esbuild";
import { join } from "node:path";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import { once } from "./once";

/** The output of esbuild. */
export interface Built {
  readonly outputFiles: readonly { readonly path: string; readonly contents: Uint8Array }[];
  /** Present if the options asked for it. */
  readonly metafile?: Metafile;
}

const patienceMilliseconds = 120_000;

/**
 * Starts esbuild, with the kit's plugin, in a thread. esbuild takes plugins in its asynchronous calls alone; the constructs
 * that need a bundle cannot wait for a promise, but for a thread.
 *
 * @param options without functions
 * @returns waits until esbuild is done; throws an Error with its messages when it failed
 */
export function startBuild(options: BuildOptions): () => Built {
  const done = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const { port1, port2: port } = new MessageChannel();
  const workerData = { options, port, done };
  // What loads this process's TypeScript is of no use to the worker.
  new Worker(join(__dirname, "esbuild-worker.js"), { workerData, transferList: [port], execArgv: [] }).unref();
  return once(() => {
    if (Atomics.wait(done, 0, 0, patienceMilliseconds) === "timed-out")
      throw new Error(`esbuild did not end in ${patienceMilliseconds / 1_000} s`);
    const { message } = receiveMessageOnPort(port1) as { message: Built | { readonly error: string } };
    if ("error" in message) throw new Error(message.error);
    return message;
  });
}
