// Runs esbuild in a thread of its own, for bundle.ts.
const { readFile } = require("node:fs/promises");
const { workerData } = require("node:worker_threads");

const { options, port, done } = workerData;

// The AWS SDK's schemas name what they describe by constants: { [_hH]: 1 }. esbuild cannot know that such a key is harmless
// and keeps each schema of a service, used or not; one that is written out it drops.
const plainKeys = {
  name: "plain-keys",
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const constants = new Map(
        Array.from(source.matchAll(/^const (\w+) = (".*");$/gm), ([, name, text]) => [name, text]),
      );
      return {
        contents: source.replace(/\[(\w+)\]:/g, (key, name) => `[${constants.get(name) ?? name}]:`),
        loader: "js",
      };
    }),
};

async function run() {
  const { build } = require("esbuild");
  const { outputFiles, metafile } = await build({ ...options, plugins: [plainKeys] });
  return { outputFiles: outputFiles.map(({ path, contents }) => ({ path, contents })), metafile };
}

void run()
  .catch(({ message }) => ({ error: message }))
  .then((result) => {
    port.postMessage(result);
    Atomics.store(done, 0, 1);
    Atomics.notify(done, 0);
  });
