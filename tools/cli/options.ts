import { Command } from "commander";
import { patternOf } from "../terminal/option-values";
import { patterns, type Pattern } from "../../workflow/deployment";

/** Options of every command. */
export interface CommonOptions {
  /** Prints JSON and nothing else. */
  readonly json: boolean;
  /** @default all that are deployed */
  readonly pattern?: Pattern;
  /** The file that `cdktf deploy --outputs-file` wrote. @default `defaultOutputsFile`, where there is one */
  readonly outputs?: string;
}

/** The file of outputs when none is named. A local cloud's `env` sets the variable. */
export const defaultOutputsFile = process.env["WORKFLOW_OUTPUTS"] || "outputs.json";

/** A line that a person may type. What goes to a file or another program is without what npm says of itself. */
const typed = (example: string): string => `  $ npm run ${/ [>|] /.test(example) ? "-s " : ""}workflow -- ${example}`;

/** A command with the options that all have, and its examples as a part of its help. */
export const command = (name: string, examples: readonly string[]): Command =>
  new Command(name)
    .option("--pattern <number>", `${patterns.join(" or ")}: the deployment of this pattern alone`, patternOf)
    .option(
      "--outputs <file>",
      `what cdktf deploy --outputs-file or terraform output -json wrote (default: ${defaultOutputsFile})`,
    )
    .option("--json", "print JSON and nothing else", false)
    .addHelpText("after", `\nExamples:\n${examples.map(typed).join("\n")}\n`);

/** Options of every command that is about one run. */
export interface RunOptions extends CommonOptions {
  /** Of a run that is named by its id. @default the deployment's own */
  readonly workflow?: string;
}

/** A command about a run, with the options that all of those have. */
export const runCommand = (...about: Parameters<typeof command>): Command =>
  command(...about)
    .argument("<run>", "a run id, an execution's ARN, or latest")
    .option("--workflow <name>", "of a run id: the workflow's name (default: the deployment's own)");

/** A command that a person may copy, with the options that led here. */
export type Hint = (command: string) => string;

const quoted = (word: string): string => (/^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** Makes hints for what comes after a command that had these options. */
export const hintsFor =
  ({ outputs }: Pick<CommonOptions, "outputs">): Hint =>
  (command) =>
    ["npm run workflow --", command, ...(outputs === undefined ? [] : ["--outputs", quoted(outputs)])].join(" ");

/** Number with its noun: `1 run`, `2 runs`. */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : plural}`;
