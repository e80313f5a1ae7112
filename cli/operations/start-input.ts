import { readJson, readText } from "../files";
import { CommandError } from "../command-error";
import type { DeployedStack } from "../outputs";
import { keysWithPrefix } from "./bucket-keys";
import { taskListOf } from "./task-list";

/** Where a list of tasks comes from: exactly one of these. */
export interface InputSources {
  /** A file with a whole spec; `-` is standard input. */
  readonly file?: string | undefined;
  /** A file with an object key a line; `-` is standard input. */
  readonly keys?: string;
  readonly key?: readonly string[];
  readonly prefix?: string;
}

/** What holds instead of what the spec says. */
export interface InputChanges {
  readonly runId?: string;
  readonly targetFolder?: string;
  readonly timeoutSeconds?: number;
}

const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.replace(/\r$/, ""))
    .filter((line) => line !== "");

const listed = (keys: readonly string[], from: string): object => {
  if (keys.length === 0) throw new CommandError(`There is no object ${from}, so there is nothing to start.`);
  return { taskList: taskListOf(keys) };
};

type Source = keyof InputSources;

const readers: Readonly<Record<Source, (sources: Required<InputSources>, stack: DeployedStack) => unknown>> = {
  file: ({ file = "" }) => readJson(file),
  keys: ({ keys }) => listed(linesOf(readText(keys)), `named in ${keys}`),
  key: ({ key }) => listed(key, "named"),
  prefix: async ({ prefix }, stack) =>
    listed(await keysWithPrefix(stack, prefix), `in ${stack.deployment.s3BucketName} that begins with "${prefix}"`),
};

/**
 * The input of an execution: a spec from a file, or one made of a list of objects.
 *
 * @returns any JSON value; whether it is a spec is checked by who starts it
 * @throws CommandError when it is not told where from, or told twice, or a list is empty
 */
export async function readStartInput(
  stack: DeployedStack,
  sources: InputSources,
  { runId, targetFolder, timeoutSeconds }: InputChanges,
): Promise<unknown> {
  const given = (Object.keys(readers) as Source[]).filter((source) => sources[source] !== undefined);
  const [source, ...others] = given;
  if (source === undefined || others.length > 0)
    throw new CommandError("Say what to start by one of these: a file with a spec, --keys, --key, or --prefix.");
  const input = await readers[source](sources as Required<InputSources>, stack);
  const changes = { workflowRunId: runId, targetFolder, timeoutSeconds };
  const changed = Object.entries(changes).filter(([, value]) => value !== undefined);
  return changed.length === 0 ? input : { ...(input as object), ...Object.fromEntries(changed) };
}
