import { existsSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import { patternOf, wholeNumber } from "../terminal/option-values";
import { defaultRunner, runnerNames, type RunnerName } from "../local/runners";
import type { Pattern } from "../../workflow/deployment";

/** Options of a local run. Files are paths, not yet read. */
export interface LocalOptions {
  /** @default 1 and 2 */
  readonly pattern?: Pattern;
  readonly specs?: string;
  readonly object: readonly ObjectFile[];
  readonly tasks?: number;
  readonly runner: RunnerName;
  readonly realTime: boolean;
  /** Quota of vCPUs for a pattern's tasks that run at once. @default no limit */
  readonly vcpus?: number;
  readonly json: boolean;
  /** Name of what is to go wrong, or `list`. */
  readonly fault?: string;
  /** Seed of the fault's choices. */
  readonly seed: number;
}

/** A further object for the bucket. */
interface ObjectFile {
  readonly key: string;
  readonly file: string;
}

/** Keys and names of files may both hold "=", as in `dt=1/p=data/dt=1/p`: it is split where the file exists. */
function objectFile(text: string, earlier: readonly ObjectFile[]): readonly ObjectFile[] {
  const splits = text
    .split("=")
    .map((_, count, parts) => ({ key: parts.slice(0, count).join("="), file: parts.slice(count).join("=") }))
    .filter(({ key, file }) => key !== "" && file !== "");
  const [last, found, another] = [splits.at(-1), ...splits.filter(({ file }) => existsSync(file))];
  if (last === undefined) throw new InvalidArgumentError("It must be KEY=FILE.");
  if (another !== undefined)
    throw new InvalidArgumentError(
      `${found?.file ?? ""} and ${another.file} both exist: call one of them ./${another.file}.`,
    );
  return [...earlier, found ?? last];
}

/** Options that a fault's own workflow decides. */
const faultConflicts = ["specs", "object", "tasks", "runner", "realTime", "vcpus"];

const program = () =>
  new Command("npm run local --")
    .description("Runs the synthesized patterns on this machine, with DynamoDB, S3, ECS and Step Functions in Node.")
    .option("--pattern <number>", "one pattern instead of 1 and 2", patternOf)
    .option("--specs <file>", "workflow spec to run instead of the deployment's own")
    .option("--object <key=file>", "an object in the bucket; may be given again", objectFile, [])
    .addOption(
      new Option("--tasks <number>", "a list of so many tasks instead of ten")
        .argParser(wholeNumber)
        .conflicts("specs"),
    )
    .addOption(
      new Option("--runner <name>", "what runs the tasks: a process each, or containers")
        .choices(runnerNames)
        .default(defaultRunner),
    )
    .option("--real-time", "wait as long as in AWS", false)
    .addOption(
      new Option(
        "--vcpus <number>",
        "the account's Fargate quota: so many vCPUs at once, a new account has 6",
      ).argParser(wholeNumber),
    )
    .addOption(new Option("--fault <name>", "shows what a fault does; list shows all faults").conflicts(faultConflicts))
    .addOption(new Option("--seed <number>", "another one hits another task or call").argParser(wholeNumber).default(1))
    .option("--json", "print the report as JSON and nothing else", false)
    .allowExcessArguments(false);

/** Reads the command line. A fault in it is printed, and ends the process with exit code 1. */
export const readOptions = (argv: readonly string[]): LocalOptions => program().parse(argv).opts<LocalOptions>();
