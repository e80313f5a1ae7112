import { Command, InvalidArgumentError, Option } from "commander";
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

const notAPattern = (): never => {
  throw new InvalidArgumentError(`It must be ${patterns.join(" or ")}.`);
};

/** A command with the options that all have, and its examples as a part of its help. */
export const command = (usage: string, description: string, examples: readonly string[]): Command =>
  new Command(usage.split(" ")[0])
    .description(description)
    .addOption(
      new Option("--pattern <number>", "the deployment of this pattern alone")
        .choices(patterns.map(String))
        .argParser((text) => patterns.find((pattern) => String(pattern) === text) ?? notAPattern()),
    )
    .option(
      "--outputs <file>",
      `what cdktf deploy --outputs-file or terraform output -json wrote (default: ${defaultOutputsFile})`,
    )
    .option("--json", "print JSON and nothing else", false)
    .allowExcessArguments(false)
    .addHelpText(
      "after",
      `\nExamples:\n${examples.map((example) => `  $ npm run workflow -- ${example}`).join("\n")}\n`,
    );

/** Reads the value of an option that is a whole number. */
export const wholeNumber =
  (minimum: number) =>
  (text: string): number => {
    const value = Number(text);
    if (Number.isSafeInteger(value) && value >= minimum) return value;
    throw new InvalidArgumentError(`It must be a whole number, at least ${minimum}.`);
  };

/** Options of every command that is about one run. */
export interface RunOptions extends CommonOptions {
  /** Of a run that is named by its id. @default the deployment's own */
  readonly workflow?: string;
}

/** Makes a command one that is about a run. */
export const runOptions = (command: Command): Command =>
  command
    .argument("<run>", "a run id, an execution's ARN, or latest")
    .option("--workflow <name>", "of a run id: the workflow's name (default: the deployment's own)");
