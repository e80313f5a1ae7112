import { Command } from "commander";
import { visibleLines } from "../terminal/visible";
import { describeError } from "./aws/errors";
import { checkCommand } from "./commands/check";
import { doctorCommand } from "./commands/doctor";
import { listCommand } from "./commands/list";
import { logsCommand } from "./commands/logs";
import { redriveCommand } from "./commands/redrive";
import { reportCommand } from "./commands/report";
import { showCommand } from "./commands/show";
import { specsCommand } from "./commands/specs";
import { startCommand } from "./commands/start";
import { stopCommand } from "./commands/stop";
import { uploadCommand } from "./commands/upload";
import { watchCommand } from "./commands/watch";
import type { Terminal } from "./terminal";

/** Every command, in the order in which help lists them. */
const commands: readonly ((terminal: Terminal) => Command)[] = [
  specsCommand,
  checkCommand,
  uploadCommand,
  startCommand,
  watchCommand,
  listCommand,
  showCommand,
  logsCommand,
  stopCommand,
  redriveCommand,
  reportCommand,
  doctorCommand,
];

/** Runs the command that these words name. A fault is told on the terminal, and the process's exit code becomes 1. */
export async function runProgram(terminal: Terminal, words: readonly string[]): Promise<void> {
  try {
    await program(terminal).parseAsync(words, { from: "user" });
  } catch (error) {
    terminal.error(visibleLines(describeError(error)));
    process.exitCode = 1;
  }
}

/** The command line of the tools. */
export function program(terminal: Terminal): Command {
  const root = new Command("workflow")
    .usage("<command> [options]")
    .description("Checks, starts and follows workflows of the Amazon ECS starter kit.")
    .addHelpText("after", "\nEach command has examples: npm run workflow -- <command> --help");
  for (const make of commands) root.addCommand(make(terminal));
  return root;
}
