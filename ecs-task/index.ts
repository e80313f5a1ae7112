import { log } from "./log";
import { exitCodes, runTask } from "./task";

/** ECS ends the task: StopTask, a Spot interruption, a host that retires. */
class Stopped extends Error {
  override readonly name = "Stopped";

  constructor() {
    super(`the task was stopped by SIGTERM after ${Math.round(performance.now() / 1_000)} s, before its work was done`);
  }
}

const stop = new AbortController();
process.on("SIGTERM", () => {
  stop.abort(new Stopped());
});

runTask(process.env, stop.signal)
  .catch((error: unknown) => {
    log.error(String(error));
    return exitCodes.failed;
  })
  // Exits at once: connections that are kept alive would hold the process for seconds.
  .then(
    (exitCode) => process.exit(exitCode),
    () => process.exit(exitCodes.failed),
  );
