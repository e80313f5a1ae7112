import { visibleData } from "../../terminal/visible";
import type { StartedRun } from "../operations/start";
import type { CommonOptions } from "../options";
import type { DeployedStack } from "../outputs";
import type { Terminal } from "../terminal";
import { hintsFor } from "../views/hint";
import { startedText } from "../views/started-text";

/** Follows what was just started to its end. The process's exit code becomes its outcome. */
export async function watchStarted(
  terminal: Terminal,
  stack: DeployedStack,
  started: StartedRun,
  options: Pick<CommonOptions, "json" | "outputs">,
): Promise<void> {
  const { watch } = require("../operations/watch") as typeof import("../operations/watch");
  if (!options.json) terminal.out(`${startedText(visibleData(started))}\n`);
  const { executionArn } = started;
  await watch(terminal, { stack, executionArn }, { json: options.json, hint: hintsFor(options) });
}
