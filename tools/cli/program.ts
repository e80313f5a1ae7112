import { Command } from "commander";
import { checkCommand } from "./commands/check";
import { doctorCommand } from "./commands/doctor";
import { listCommand } from "./commands/list";
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
  stopCommand,
  redriveCommand,
  reportCommand,
  doctorCommand,
];

/** The command line of the tools. */
export function program(terminal: Terminal): Command {
  const root = new Command("workflow")
    .usage("<command> [options]")
    .description("Checks, starts and follows workflows of the Amazon ECS starter kit.")
    .addHelpText("after", "\nEach command has examples: npm run workflow -- <command> --help");
  for (const make of commands) root.addCommand(make(terminal));
  return root;
}
