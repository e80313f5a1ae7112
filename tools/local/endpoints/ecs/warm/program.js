const { readFileSync } = require("node:fs");
const { createRequire, Module } = require("node:module");
const { dirname } = require("node:path");
const vm = require("node:vm");

const importModuleDynamically = vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;

/**
 * Compiles a CommonJS program once.
 *
 * @param require what the program gets for `require`
 * @returns runs the program from its first line, with module state of its own, as the process's main module
 */
const compile = (file, observe) => {
  quietly(vm.compileFunction('void import("node:module")', [], { importModuleDynamically }));
  const names = ["exports", "require", "module", "__filename", "__dirname"];
  const run = vm.compileFunction(readFileSync(file, "utf8"), names, { filename: file, importModuleDynamically });
  return () => {
    const main = Object.assign(new Module(file), { filename: file });
    process.mainModule = main;
    const require = createRequire(file);
    const observed = Object.assign((id) => observe(require(id)), require, { main });
    run.call(main.exports, main.exports, observed, main, file, dirname(file));
  };
};

// Node.js would warn that what gives a program its `import()` is experimental, the first time that it is used.
function quietly(use) {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return use();
  } finally {
    process.emitWarning = emitWarning;
  }
}

module.exports = { compile };
