const { subscribe } = require("node:diagnostics_channel");
const timers = require("node:timers");

/** What ends each thing that the program set going and that does not keep the process from ending: sockets at rest, timers. */
const ends = new Map();

/**
 * Notes what a program sets going from now on.
 *
 * @param before is called before a program opens a connection, sets a timer or writes a line
 */
const watchActivity = (before) => {
  subscribe("net.client.socket", ({ socket }) => {
    before();
    ends.set(socket, () => socket.destroy());
  });
  for (const [set, clear] of [
    ["setTimeout", timers.clearTimeout],
    ["setInterval", timers.clearInterval],
  ])
    globalThis[set] = timers[set] = replaced(timers[set], (original) => (...parameters) => {
      before();
      const timer = original(...parameters);
      ends.set(timer, () => clear(timer));
      return timer;
    });
  for (const stream of [process.stdout, process.stderr])
    stream.write = replaced(stream.write.bind(stream), (original) => (...parameters) => {
      before();
      return original(...parameters);
    });
};

/** A function in the place of another, with what that has besides, such as its form for util.promisify(). */
const replaced = (original, replace) =>
  Object.defineProperties(replace(original), Object.getOwnPropertyDescriptors(original));

/** Ends all that was noted. */
const stopActivity = () => {
  for (const end of ends.values()) end();
  ends.clear();
};

/** What keeps the process from ending by itself, as text to compare. */
const activity = () => process.getActiveResourcesInfo().sort().join();

module.exports = { activity, stopActivity, watchActivity };
