import type { Command } from "commander";
import { CommandError } from "../errors";
import { readJson, readText } from "../files";
import { runOfKeys } from "../lists/keys";
import { keysWithPrefix } from "../lists/source";
import { command } from "../options";
import { deployedStack, deployHint, type DeployedStack } from "../outputs";
import { startRun, withStartOptions, type PlannedRun, type StartChoices } from "../run/start";
import type { Terminal } from "../terminal";

interface StartOptions extends StartChoices {
  readonly sample: boolean;
  readonly keys?: string;
  readonly key?: readonly string[];
  readonly prefix?: string;
  readonly targetFolder?: string;
}

/** @throws CommandError for outputs without it */
function sampleOf({ workflowSpecs }: DeployedStack): unknown {
  if (workflowSpecs === undefined)
    throw new CommandError(`The outputs have no workflowSpecs, which is the sample. ${deployHint}`);
  return JSON.parse(workflowSpecs);
}

/** The run that options name by the keys of objects; undefined where they name none. */
async function runOfOptions(
  { keys, key, prefix }: StartOptions,
  stack: DeployedStack,
): Promise<PlannedRun | undefined> {
  const { region, s3BucketName } = stack.deployment;
  if (keys !== undefined) return runOfKeys(stack, readText(keys).split(/\r?\n/).filter(Boolean), `named in ${keys}`);
  if (key !== undefined) return runOfKeys(stack, key, "named");
  if (prefix === undefined) return undefined;
  const found: string[] = [];
  for await (const one of keysWithPrefix(region, s3BucketName, prefix)) found.push(one);
  return runOfKeys(stack, found, `in ${s3BucketName} that begins with "${prefix}"`);
}

/** The command `start`. */
export const make = (terminal: Terminal): Command =>
  withStartOptions(
    command("start", [
      "start --sample --pattern 1 --watch",
      "start --sample --dry-run > my-spec.json",
      "start my-spec.json --watch",
      "start --key in/a.tif --key in/b.tif --target-folder out",
      "start --pattern 2 --prefix in/2026-11/",
      "start --keys keys.txt --json",
    ]),
  )
    .argument("[spec]", "file with the spec, which names its deployment; - is standard input")
    .option("--sample", "the deployment's own spec: ten tasks that copy amazon_ecs_starter_kit/input.bin", false)
    .option("--keys <file>", "a task for each object key in this file, one a line; - is standard input")
    .option("--key <key>", "a task for this object; may be given again", (key: string, keys: string[] | undefined) => [
      ...(keys ?? []),
      key,
    ])
    .option("--prefix <prefix>", "a task for each object in the bucket whose key begins so")
    .option("--target-folder <folder>", "where the tasks copy to (default: beside their input)")
    .action(async (file: string | undefined, options: StartOptions) => {
      const { sample, keys, key, prefix } = options;
      const given = [file, sample || undefined, keys, key, prefix].filter((source) => source !== undefined);
      if (given.length !== 1)
        throw new CommandError(
          "Say what to start by one of these: a file with a spec, --sample, --keys, --key, or --prefix.",
        );
      const read = file === undefined ? undefined : readJson(file);
      const stack = deployedStack(options, read);
      const spec = sample ? sampleOf(stack) : read;
      const { targetFolder } = options;
      const planned = (await runOfOptions(options, stack)) ?? { spec };
      const said = targetFolder === undefined ? planned.spec : { ...(planned.spec as object), targetFolder };
      await startRun(terminal, stack, { ...planned, spec: said }, options);
    });
