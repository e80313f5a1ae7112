import { Command } from "commander";
import { visibleLines } from "../terminal/visible";
import { describeError } from "./errors";
import type { Terminal } from "./terminal";

type MakeCommand = (terminal: Terminal) => Command;

/** Every command with what it does, in the order in which help lists them; each is a file of `commands/`. */
const commands = {
  check: "Says before anything starts whether a workflow spec fits, and which pattern takes it.",
  upload: "Puts an input object into the deployment's bucket.",
  start: "Starts a workflow, from a spec or straight from a list of objects.",
  watch: "Follows a run to its end. The exit code is 0 when every task completed, otherwise 1.",
  list: "Lists the runs of a workflow, the newest first.",
  show: "Shows one run: how it stands, its tasks, and why those failed that did.",
  logs: "Prints what the tasks of a run wrote, task by task, or as they write it with --follow.",
  stop: "Stops a run: its execution and its tasks, and settles its rows.",
  redrive: "Starts a new run with what did not complete of an earlier one, which must be over.",
  report: "Writes a run as one HTML page: its states, its tasks with their times, those first that failed.",
  doctor: "Looks for what keeps workflows from being deployed, started or finished. Changes nothing.",
} as const;

/** The file of a command is loaded when it is called: what it imports takes its time. */
const load = (name: string): MakeCommand => (require(`./commands/${name}`) as { readonly make: MakeCommand }).make;

/** Runs the command that these words name. A fault is told on the terminal, and the process's exit code becomes 1. */
export async function runProgram(terminal: Terminal, words: readonly string[]): Promise<void> {
  try {
    await program(terminal, words[0] === "help" ? words[1] : words[0]).parseAsync(words, { from: "user" });
  } catch (error) {
    terminal.error(visibleLines(describeError(error)));
    process.exitCode = 1;
  }
}

/** The command line of the tools. @param called the name of the command that is called; of the others it has what help says */
export function program(terminal: Terminal, called?: string): Command {
  const root = new Command("workflow")
    .usage("<command> [options]")
    .description("Checks, starts and follows workflows of the Amazon ECS starter kit.")
    .addHelpText("after", "\nEach command has examples: npm run workflow -- <command> --help");
  for (const [name, about] of Object.entries(commands))
    root.addCommand((name === called ? load(name)(terminal) : new Command(name)).description(about));
  return root;
}
