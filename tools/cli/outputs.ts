import { existsSync } from "node:fs";
import * as v from "valibot";
import { deploymentKeys, type Deployment } from "../../workflow/deployment";
import { patterns, type Pattern } from "../../workflow/deployment";
import { copyJob, jobSchema, type Job } from "../../workflow/job";
import { CommandError } from "./command-error";
import { readJson } from "./files";
import { defaultOutputsFile, type CommonOptions } from "./options";

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
}

const output = v.pipe(v.string(), v.nonEmpty());
const wholeNumber = v.pipe(v.union([v.number(), v.pipe(v.string(), v.digits())]), v.transform(Number));

const stackSchema = v.object({
  ...(Object.fromEntries(deploymentKeys.map((key) => [key, output])) as Record<keyof Deployment, typeof output>),
  stateMachineArn: output,
  maxTimeoutSeconds: wholeNumber,
  // A deployment of an earlier version keeps its rows, and copies.
  retentionDays: v.optional(wholeNumber, 0),
  job: v.optional(v.pipe(v.string(), v.parseJson(), jobSchema), JSON.stringify(copyJob)),
});

/** True of the id of a pattern's stack, which the outputs are filed under. What it begins with is the setting `name`. */
const isOf =
  (pattern: Pattern) =>
  (id: string): boolean =>
    id.endsWith(`-pattern-${pattern}`);

/** Hint how to get the outputs. */
export const deployHint = `Deploy with: npx cdktf deploy '*' --outputs-file ${defaultOutputsFile}`;

/**
 * The stacks that the outputs file tells of, in the order of their patterns; of the one pattern that is asked for.
 *
 * @returns nothing when no file is named and there is none by the usual name
 * @throws CommandError when the file cannot be read, or has nothing usable in it
 */
export function readDeployedStacks({ outputs, pattern }: Pick<CommonOptions, "outputs" | "pattern">): DeployedStack[] {
  if (outputs === undefined && !existsSync(defaultOutputsFile)) return [];
  const file = outputs ?? defaultOutputsFile;
  const told = byStack(readJson(file));
  const wanted = pattern === undefined ? patterns : [pattern];
  const found = wanted.flatMap((one) => deployedStack(one, told, file) ?? []);
  if (found.length === 0)
    throw new CommandError(`${file} has no outputs of pattern ${wanted.join(" or ")}. ${deployHint}`);
  return found;
}

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

function deployedStack(
  pattern: Pattern,
  told: Readonly<Record<string, unknown>>,
  file: string,
): DeployedStack | undefined {
  const [id, another] = Object.keys(told).filter(isOf(pattern));
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
  const { stateMachineArn, maxTimeoutSeconds, retentionDays, job, ...deployment } = parsed.output;
  return { pattern, deployment, stateMachineArn, maxTimeoutSeconds, retentionDays, job };
}
