// A process that runs a task's program from its first line in the environment that it is told, and then the next task's. It
// goes on to the next only after a program that called process.exit() and left nothing in it. In every other case it ends as
// any process does: when a program falls off its end, fails, is stopped by a signal, or leaves something that goes on.
const { Socket } = require("node:net");
const { createInterface } = require("node:readline");
const { setTimeout } = require("node:timers");
const { activity, stopActivity, watchActivity } = require("./activity");
const { restartClock } = require("./clock");
const { compile } = require("./program");
const { remember, restore } = require("./shared");

const [, , taskFile, mark] = process.argv;
const { env, reallyExit } = process;
const folder = process.cwd();
/** Where tasks come from. Not an IPC channel: the program would see one. */
const tasks = new Socket({ fd: 3, writable: false });

/** The exit code of a program that has called process.exit(). Nothing of it may run on. */
let exited;
const dieIfExited = () => {
  if (exited !== undefined) reallyExit.call(process, exited);
};
/** What was active before the program began. */
let activeBefore;

process.argv.splice(1, 3, taskFile);
watchActivity(dieIfExited);
const run = compile(taskFile, remember);
const emitters = [process, process.stdout, process.stderr];
const listeners = emitters.map((emitter) => emitter.eventNames().map((name) => [name, emitter.rawListeners(name)]));

function start(environment) {
  for (const name of Object.keys(env)) delete env[name];
  Object.assign(env, environment);
  // Nothing but the program keeps the process from ending.
  tasks.unref();
  activeBefore = activity();
  process.nextTick(() => {
    restartClock();
    run();
  });
}

const leftNothing = () =>
  activity() === activeBefore &&
  process.env === env &&
  process.cwd() === folder &&
  emitters.every(({ destroyed }) => !destroyed);

function removeListeners() {
  emitters.forEach((emitter, index) => {
    emitter.removeAllListeners();
    for (const [name, all] of listeners[index]) for (const listener of all) emitter.on(name, listener);
  });
}

// The last that process.exit() calls.
process.reallyExit = (exitCode) => {
  dieIfExited();
  if (!leftNothing()) reallyExit.call(process, exitCode);
  exited = exitCode & 0xff;
  stopActivity();
  removeListeners();
  // process.exit() does not return. If this comes back, nothing of the program is left to run; if the program caught it, the
  // process ends, at the latest when the program tries to do something.
  const end = new Error("process.exit() was called");
  let cameBack = false;
  const receive = (error) => {
    cameBack = error === end;
    if (!cameBack) dieIfExited();
  };
  process.once("uncaughtException", receive);
  process.once("unhandledRejection", receive);
  setTimeout(() => {
    tasks.unref();
    if (!cameBack || !leftNothing() || !restore()) dieIfExited();
    removeListeners();
    finish(exited);
  }).unref();
  tasks.ref();
  throw end;
};

function finish(exitCode) {
  exited = undefined;
  process.exitCode = undefined;
  process._exiting = false;
  tasks.ref();
  for (const stream of [process.stdout, process.stderr]) stream.write(`${mark}${exitCode}\n`);
}

// From Node.js 22 on, a look at the globals loads some of them, and that adds others.
Object.getOwnPropertyDescriptors(globalThis);
remember(process, ["env", "exitCode", "mainModule", "moduleLoadList", "_events", "_eventsCount", "_exiting"]);
remember(globalThis);
Object.values(Object.getOwnPropertyDescriptors(globalThis)).forEach(({ value }) => remember(value));

createInterface(tasks)
  .on("line", (line) => start(JSON.parse(line)))
  // The runner is gone.
  .once("close", () => reallyExit.call(process, 0));
