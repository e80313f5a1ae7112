import { Readable } from "node:stream";
import { InvalidWorkflowSpec } from "../../../workflow/errors";
import { parseSpec, recordedBytes, specBytes } from "../../../workflow/parse-spec";
import type { TaskEntry } from "../../../workflow/spec";
import { objectFaults } from "../../../workflow/spec-faults";
import { entryRule } from "../../../workflow/spec-rules";
import { CommandError } from "../command-error";
import { fileText, keysWithPrefix } from "../lists/source";
import { textLines } from "../lists/text-lines";
import { newListSource, writeList } from "../lists/write-list";
import type { DeployedStack } from "../outputs";
import { numberedTaskOf, taskListOf } from "./task-list";

/** Source of a list of tasks: exactly one of these. */
export interface InputSources {
  /** A whole spec: any JSON value. */
  readonly spec?: unknown;
  /** A file with an object key a line; `-` is standard input. */
  readonly keys?: string;
  readonly key?: readonly string[];
  readonly prefix?: string;
}

/** Values that replace those of the spec. */
export interface InputChanges {
  readonly runId?: string;
  readonly targetFolder?: string;
  readonly timeoutSeconds?: number;
}

/** Parts of a spec: most of it, and the entries of its list where they are still to be written. */
interface Made {
  readonly spec: unknown;
  readonly entries?: AsyncIterable<TaskEntry>;
  /** Place that was searched, for a list without entries. */
  readonly from?: string;
}

/** The lines of a file that are not empty. */
async function* keysIn(file: string): AsyncGenerator<string> {
  for await (const { text } of textLines(fileText(file))) if (text !== "") yield text;
}

const nothing = (from: string): CommandError =>
  new CommandError(`There is no object ${from}, so there is nothing to start.`);

/** Entries that are put into a spec; a longer list is written into the bucket. */
const mostInSpec = 1_000;

/** A spec with one task for each object: the list in it, or in S3 where it is long. */
async function listed(keys: AsyncIterable<string>, from: string, { deployment }: DeployedStack): Promise<Made> {
  const iterator = keys[Symbol.asyncIterator]();
  const first: string[] = [];
  while (first.length <= mostInSpec) {
    const next = await iterator.next();
    if (next.done === true) break;
    first.push(next.value);
  }
  if (first.length === 0) throw nothing(from);
  const spec = { taskList: taskListOf(first) };
  if (first.length <= mostInSpec && recordedBytes(spec) <= specBytes / 2) return { spec };
  const all = (async function* () {
    yield* first;
    yield* { [Symbol.asyncIterator]: () => iterator };
  })();
  return { spec: { taskSource: newListSource(deployment.s3BucketName) }, entries: numberedTasks(all), from };
}

/** An entry that is made of a key, whatever the job. */
const keyed = entryRule({});

async function* numberedTasks(keys: AsyncIterable<string>): AsyncGenerator<TaskEntry> {
  let index = 0;
  for await (const key of keys) {
    const entry = numberedTaskOf(key, index++);
    const faults = objectFaults(keyed, entry);
    if (faults.length > 0) throw new InvalidWorkflowSpec(faults.map((fault) => `key ${index}, "${key}": ${fault}`));
    yield entry;
  }
}

/** A spec whose list is an object: the tools write no others. */
type WrittenSpec = { readonly taskSource: ReturnType<typeof newListSource> };

type Source = keyof InputSources;

const readers: Readonly<
  Record<Source, (sources: Required<InputSources>, stack: DeployedStack) => Made | Promise<Made>>
> = {
  spec: ({ spec }) => ({ spec }),
  keys: ({ keys }, stack) => listed(keysIn(keys), `named in ${keys}`, stack),
  key: ({ key }, stack) => listed(Readable.from(key), "named", stack),
  prefix: ({ prefix }, stack) => {
    const { region, s3BucketName } = stack.deployment;
    return listed(
      keysWithPrefix(region, s3BucketName, prefix),
      `in ${s3BucketName} that begins with "${prefix}"`,
      stack,
    );
  },
};

/** Input of an execution, with what it was made of. */
export interface StartInput {
  /** The spec: any JSON value. */
  readonly input: unknown;
  /** Number of entries of its list that was written to S3. */
  readonly numberOfTasks?: number;
}

/**
 * The input of an execution: a spec from a file, or one made of a list of objects. A list that the pattern takes from S3 is
 * written there, once everything is known to be right.
 *
 * @throws CommandError when it is not told where from, or told twice, or a list is empty
 * @throws InvalidWorkflowSpec when a list was to be written, and something is wrong; other specs are checked by who starts them
 */
export async function readStartInput(
  stack: DeployedStack,
  sources: InputSources,
  { runId, targetFolder, timeoutSeconds }: InputChanges,
): Promise<StartInput> {
  const given = (Object.keys(readers) as Source[]).filter((source) => sources[source] !== undefined);
  const [source, ...others] = given;
  if (source === undefined || others.length > 0)
    throw new CommandError("Say what to start by one of these: a file with a spec, --keys, --key, or --prefix.");
  const { spec, entries, from = "" } = await readers[source](sources as Required<InputSources>, stack);
  const changes = { workflowRunId: runId, targetFolder, timeoutSeconds };
  const changed = Object.entries(changes).filter(([, value]) => value !== undefined);
  const input = changed.length === 0 ? spec : { ...(spec as object), ...Object.fromEntries(changed) };
  if (entries === undefined) return { input };
  const { taskSource } = parseSpec(input, stack) as WrittenSpec;
  const numberOfTasks = await writeList(stack, taskSource.key, entries, (count) => {
    if (count === 0) throw nothing(from);
  });
  return { input, numberOfTasks };
}
