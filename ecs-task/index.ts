import { NamedError } from "../workflow/errors";
import { log } from "./log";
import { exitCodes, runTask } from "./task";

const stop = new AbortController();
// ECS ends the task: StopTask, a Spot interruption, a host that retires.
process.on("SIGTERM", () => {
  const seconds = Math.round(performance.now() / 1_000);
  const what = `the task was stopped by SIGTERM after ${seconds} s, before its work was done`;
  stop.abort(new NamedError("Stopped", what));
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
