import { existsSync } from "node:fs";
import * as v from "valibot";
import {
  deploymentKeys,
  fixedDeploymentKeys,
  patterns,
  type Deployment,
  type Pattern,
} from "../../workflow/deployment";
import { copyJob, jobSchema, type Job } from "../../workflow/job";
import { CommandError } from "./errors";
import { readJson } from "./files";
import { defaultOutputsFile, type CommonOptions } from "./options";

type StackOptions = Pick<CommonOptions, "outputs" | "pattern">;

/** Deployed stack, by its outputs. */
export interface DeployedStack {
  readonly pattern: Pattern;
  readonly deployment: Deployment;
  readonly stateMachineArn: string;
  /** The longest and the default `timeoutSeconds` of a spec. */
  readonly maxTimeoutSeconds: number;
  /** Days after its last write that a row is deleted; 0 where rows are kept for ever. */
  readonly retentionDays: number;
  readonly job: Job;
  /** A spec of ten tasks with the deployment's values, as JSON. */
  readonly workflowSpecs?: string | undefined;
}

const output = v.pipe(v.string(), v.nonEmpty());
const wholeNumber = v.pipe(v.union([v.number(), v.pipe(v.string(), v.digits())]), v.transform(Number));

const stackSchema = v.object({
  ...(Object.fromEntries(deploymentKeys.map((key) => [key, output])) as Record<keyof Deployment, typeof output>),
  stateMachineArn: output,
  maxTimeoutSeconds: wholeNumber,
  // A deployment of an earlier version keeps its rows, and copies.
  retentionDays: v.optional(wholeNumber, 0),
  job: v.optional(jobSchema, JSON.stringify(copyJob)),
  workflowSpecs: v.optional(output),
});

/** Hint how to get the outputs. */
export const deployHint = `Deploy with: npx cdktf deploy '*' --outputs-file ${defaultOutputsFile}`;

/**
 * The stacks that the outputs file tells of, in the order of their patterns; of the one pattern that is asked for.
 *
 * @returns nothing when no file is named and there is none by the usual name
 * @throws CommandError when the file cannot be read, or has nothing usable in it
 */
export function readDeployedStacks({ outputs, pattern }: StackOptions): DeployedStack[] {
  if (outputs === undefined && !existsSync(defaultOutputsFile)) return [];
  const file = outputs ?? defaultOutputsFile;
  const told = byStack(readJson(file));
  const wanted = pattern === undefined ? patterns : [pattern];
  const found = wanted.flatMap((one) => stackOf(one, told, file) ?? []);
  if (found.length === 0)
    throw new CommandError(`${file} has no outputs of pattern ${wanted.join(" or ")}. ${deployHint}`);
  return found;
}

/** The same. @throws CommandError when none is deployed */
export function deployedStacks(options: StackOptions): DeployedStack[] {
  const stacks = readDeployedStacks(options);
  if (stacks.length === 0) throw new CommandError(`There is no ${defaultOutputsFile} here. ${deployHint}`);
  return stacks;
}

/**
 * The one stack that a command is about.
 *
 * @param spec any JSON value: of several stacks, the one whose resources it names is meant
 * @throws CommandError when none is deployed, or several may be meant and no pattern was asked for
 */
export function deployedStack(options: StackOptions, spec?: unknown): DeployedStack {
  const stacks = deployedStacks(options);
  const said = new Map(Object.entries(spec ?? {}));
  const mayBeMeant = ({ deployment }: DeployedStack): boolean =>
    fixedDeploymentKeys.every((key) => !said.has(key) || said.get(key) === deployment[key]);
  const [meant, another] = stacks.length === 1 ? stacks : stacks.filter(mayBeMeant);
  if (!meant || another) throw new CommandError(`${patternNames(stacks)} are deployed: say which one with --pattern.`);
  return meant;
}

const and = new Intl.ListFormat("en-GB", { type: "conjunction" });

/** The patterns of some stacks, to begin a sentence with: `Patterns 1 and 2`. */
export const patternNames = (stacks: readonly DeployedStack[]): string =>
  `Pattern${stacks.length === 1 ? "" : "s"} ${and.format(stacks.map(({ pattern }) => String(pattern)))}`;

const recordOf = <Schema extends v.GenericSchema>(schema: Schema) => v.record(v.string(), schema);

/** Shape of what `terraform output -json` prints: the outputs of one stack, each with its type. Terraform CLI documentation, "output". */
const terraformOutputs = recordOf(v.object({ sensitive: v.boolean(), type: v.unknown(), value: v.unknown() }));

/** The outputs of a file by the ids of their stacks. Those that Terraform prints have the id of their state machine's name. */
function byStack(json: unknown): Readonly<Record<string, unknown>> {
  const terraform = v.safeParse(terraformOutputs, json);
  if (!terraform.success) return v.parse(v.fallback(recordOf(v.unknown()), {}), json);
  const outputs = Object.entries(terraform.output).map(([name, { value }]) => [name, value] as const);
  const id = String(terraform.output["stateMachineArn"]?.value).split(":").at(-1) ?? "";
  return { [id]: Object.fromEntries(outputs) };
}

function stackOf(pattern: Pattern, told: Readonly<Record<string, unknown>>, file: string): DeployedStack | undefined {
  // What a stack's id begins with is the setting `name`.
  const [id, another] = Object.keys(told).filter((name) => name.endsWith(`-pattern-${pattern}`));
  if (id === undefined) return undefined;
  if (another !== undefined)
    throw new CommandError(
      `${file} has ${id} and ${another}, both of pattern ${pattern}: keep the outputs of each deployment in a file of its own, ` +
        "and name one with --outputs.",
    );
  const parsed = v.safeParse(stackSchema, told[id]);
  if (!parsed.success) {
    const names = [...new Set(parsed.issues.map(({ path }) => String(path?.[0]?.key)))].join(", ");
    throw new CommandError(`${file}, ${id}: missing or not usable: ${names}. ${deployHint}`);
  }
  const { stateMachineArn, maxTimeoutSeconds, retentionDays, job, workflowSpecs, ...deployment } = parsed.output;
  return { pattern, deployment, stateMachineArn, maxTimeoutSeconds, retentionDays, job, workflowSpecs };
}
