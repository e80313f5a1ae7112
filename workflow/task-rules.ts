import { mostAttempts, retryOptions, type Job } from "./job";
import { fargateCpuUnits, fargateMemoryMib, limits } from "./limits";
import { matching, objectRule, oneOf, whole, type ObjectRule, type Rule, type RuleOf } from "./rules";
import type { TaskAttributes } from "./spec";
import { metadataUriVariable, taskEnvironment } from "./task-environment";

/** A name that shells and languages take for a variable's. POSIX.1-2017, 8.1. */
export const variablePattern = /^(?!__proto__$)[A-Za-z_][A-Za-z0-9_]*$/;

const variableName = matching(
  variablePattern,
  "must be the name of a variable: letters, digits and underscores, not a digit first",
);

/** Variables that the kit or ECS gives a container. */
export const kitVariables: readonly string[] = [...Object.values(taskEnvironment), metadataUriVariable];

const kitVariablesMust = "is one of the kit's own names";

/** Variables of an entry. That ECS takes one with the name of a secret is not documented: it is refused. */
const environmentRule = (secretNames: readonly string[] = []): RuleOf<"map"> => ({
  type: "map",
  must: "must be an object of texts by the names of variables",
  names: variableName,
  reserved: [...kitVariables, ...secretNames],
  reservedMust:
    secretNames.length === 0 ? kitVariablesMust : `${kitVariablesMust}, or one of the secrets that all tasks get`,
  valueMust: "must be well-formed text without NUL characters",
});

/** The rule of each attribute of a task, where the deployment allows it. */
export const taskAttributeRules: Readonly<Record<keyof TaskAttributes, Rule>> = {
  command: { type: "texts", must: "must be a list of one text or more, without NUL characters" },
  environment: environmentRule(),
  cpuUnits: oneOf(fargateCpuUnits, `must be one of ${fargateCpuUnits.join(", ")}`),
  memoryMib: {
    type: "offered",
    must: "must be of those that Fargate offers with cpuUnits",
    by: "cpuUnits",
    offers: fargateMemoryMib,
  },
  ephemeralStorageGib: whole(limits.ephemeralStorageGib.least, limits.ephemeralStorageGib.most),
  timeoutSeconds: whole(1, limits.executionSeconds),
  attempts: whole(1, mostAttempts),
  retryOn: oneOf(retryOptions),
};

/** The rules of what a task is told beside its object, by what the deployment allows. */
function taskRules({ allowedOverrides, secretNames }: Job): Readonly<Record<keyof TaskAttributes, Rule>> {
  const ofAll: readonly string[] = ["timeoutSeconds", "attempts", "retryOn"];
  const allowed: readonly string[] = [...ofAll, ...allowedOverrides];
  const rules = { ...taskAttributeRules, environment: environmentRule(secretNames) };
  const refused = oneOf([], "is not among the overrides that this deployment allows");
  return Object.fromEntries(
    Object.entries(rules).map(([name, rule]) => [name, allowed.includes(name) ? rule : refused]),
  ) as Record<keyof TaskAttributes, Rule>;
}

/** Fargate's sizes are pairs. */
const sizePartners = { cpuUnits: "memoryMib", memoryMib: "cpuUnits" } as const;

/** An object that has a task's attributes beside others. */
export const taskObject = <Others>(
  name: string,
  required: readonly (string & keyof Others)[],
  others: Readonly<Record<keyof Others, Rule>>,
  job: Job,
): ObjectRule => ({
  ...objectRule<Others & TaskAttributes>(name, required, { ...others, ...taskRules(job) }),
  partners: sizePartners,
});
