import type { Command } from "commander";
import type { InputChanges, InputSources } from "../operations/start-input";
import { readJson } from "../files";
import { command, wholeNumber, type CommonOptions } from "../options";
import { deployedStack } from "../stacks";
import { present, type Terminal } from "../terminal";
import { watchStarted } from "./watch-started";
import { hintsFor } from "../views/hint";
import { followHint, startedText } from "../views/started-text";

interface StartOptions extends CommonOptions, Omit<InputSources, "spec">, InputChanges {
  readonly watch: boolean;
}

/** The command `start`. */
export const startCommand = (terminal: Terminal): Command =>
  command("start", "Starts a workflow, from a spec or straight from a list of objects.", [
    "start specs/workflow_specs_pattern_1.json --watch",
    "start --key in/a.tif --key in/b.tif --target-folder out",
    "start --pattern 2 --prefix in/2026-11/",
    "start --keys keys.txt --json",
  ])
    .argument("[spec]", "file with the spec, which names its deployment; - is standard input")
    .option("--keys <file>", "a task for each object key in this file, one a line; - is standard input")
    .option("--key <key>", "a task for this object; may be given again", (key: string, keys: string[] | undefined) => [
      ...(keys ?? []),
      key,
    ])
    .option("--prefix <prefix>", "a task for each object in the bucket whose key begins so")
    .option("--run-id <digits>", "the run's id (default: made from the start time)")
    .option("--target-folder <folder>", "where the tasks copy to (default: beside their input)")
    .option("--timeout-seconds <number>", "after so many seconds what still runs is stopped", wholeNumber(1))
    .option("--watch", "follow the run to its end; the exit code is its outcome", false)
    .action(async (file: string | undefined, options: StartOptions) => {
      const { readStartInput } = require("../operations/start-input") as typeof import("../operations/start-input");
      const { start } = require("../operations/start") as typeof import("../operations/start");
      const given = file === undefined ? {} : { spec: readJson(file) };
      const stack = deployedStack(options, given.spec);
      const started = await start(stack, await readStartInput(stack, { ...options, ...given }, options));
      if (!options.watch) {
        present(terminal, options.json, started, (run) => `${startedText(run)}\n${followHint(run, hintsFor(options))}`);
        return;
      }
      await watchStarted(terminal, stack, started, options);
    });
