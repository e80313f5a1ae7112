// To the program, the process starts with it.
const realNow = performance.now.bind(performance);
const { timeOrigin } = performance;
let startedAt = 0;

Object.defineProperties(performance, {
  now: { value: () => realNow() - startedAt, configurable: true, writable: true },
  timeOrigin: { get: () => timeOrigin + startedAt, configurable: true },
});
process.uptime = () => performance.now() / 1_000;

/** Makes this the moment at which the process started. */
const restartClock = () => {
  startedAt = realNow();
  performance.clearMarks();
  performance.clearMeasures();
};

module.exports = { restartClock };
