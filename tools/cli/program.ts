import { Command } from "commander";
import { visibleLines } from "../terminal/visible";
import { describeError } from "./errors";
import type { Terminal } from "./terminal";

type MakeCommand = (terminal: Terminal) => Command;

/** Every command, in the order in which help lists them. One is loaded when it is needed: what it imports takes its time. */
const commands: Readonly<Record<string, () => MakeCommand>> = {
  specs: () => (require("./commands/specs") as typeof import("./commands/specs")).specsCommand,
  check: () => (require("./commands/check") as typeof import("./commands/check")).checkCommand,
  upload: () => (require("./commands/upload") as typeof import("./commands/upload")).uploadCommand,
  start: () => (require("./commands/start") as typeof import("./commands/start")).startCommand,
  watch: () => (require("./commands/watch") as typeof import("./commands/watch")).watchCommand,
  list: () => (require("./commands/list") as typeof import("./commands/list")).listCommand,
  show: () => (require("./commands/show") as typeof import("./commands/show")).showCommand,
  logs: () => (require("./commands/logs") as typeof import("./commands/logs")).logsCommand,
  stop: () => (require("./commands/stop") as typeof import("./commands/stop")).stopCommand,
  redrive: () => (require("./commands/redrive") as typeof import("./commands/redrive")).redriveCommand,
  report: () => (require("./commands/report") as typeof import("./commands/report")).reportCommand,
  doctor: () => (require("./commands/doctor") as typeof import("./commands/doctor")).doctorCommand,
};

/** Runs the command that these words name. A fault is told on the terminal, and the process's exit code becomes 1. */
export async function runProgram(terminal: Terminal, words: readonly string[]): Promise<void> {
  try {
    await program(terminal, words[0]).parseAsync(words, { from: "user" });
  } catch (error) {
    terminal.error(visibleLines(describeError(error)));
    process.exitCode = 1;
  }
}

/** The command line of the tools. @param name of the one command that is wanted. @default all */
export function program(terminal: Terminal, name = ""): Command {
  const root = new Command("workflow")
    .usage("<command> [options]")
    .description("Checks, starts and follows workflows of the Amazon ECS starter kit.")
    .addHelpText("after", "\nEach command has examples: npm run workflow -- <command> --help");
  for (const [each, load] of Object.entries(commands))
    if (each === name || !Object.hasOwn(commands, name)) root.addCommand(load()(terminal));
  return root;
}
