import { existsSync } from "node:fs";
import { join } from "node:path";
import { inProject } from "../../modules/bundles/project-folder";
import { jobStatements } from "../../modules/job-policy";
import { maxNameCharacters } from "../../modules/names";
import { networkSetup } from "../../modules/network-setups";
import { fargateMemoryMib } from "../../workflow/limits";
import { kitVariables } from "../../workflow/task-rules";
import type { Values } from "./table";

/** Condition between settings, checked when each of them is valid by itself. */
interface Rule {
  readonly about: readonly (keyof Values)[];
  /** One line a fault, in the form of `InvalidSettings`. */
  readonly faults: (values: Values) => readonly string[];
}

/** A rule of the settings that it names, and reads no others. */
const rule = <const Name extends keyof Values>(
  about: readonly Name[],
  faults: (values: Pick<Values, Name>) => readonly string[],
): Rule => ({ about, faults });

/** Alarms, encryption and the secrets of a task reach no further than their Region. */
const inRegion = (region: string, arns: Readonly<Record<string, string | undefined>>): string[] =>
  Object.entries(arns)
    .filter(([, arn]) => arn !== undefined && arn.split(":")[3] !== region)
    .map(([name, arn]) => `${name} is ${JSON.stringify(arn)}. Allowed: one in ${region}, where everything else is`);

/**
 * Characters of the names of secrets, as JSON: beside what else functions are told there is so much room in the 4 KB of their variables.
 * Lambda quotas, "Function configuration, deployment, and execution".
 */
const secretNamesCharacters = 2_400;

/** Conditions between settings. */
export const settingRules: readonly Rule[] = [
  rule(["job", "jobContext", "imageUri"], ({ job, jobContext, imageUri }) => {
    const given = `jobContext is ${JSON.stringify(jobContext)}`;
    if (job === "copy") return jobContext === undefined ? [] : [`${given}. Allowed with job container alone`];
    if ((jobContext === undefined) === (imageUri === undefined))
      return [`job is "container". It needs an image: one of imageUri and jobContext`];
    return jobContext === undefined || existsSync(join(inProject(jobContext), "Dockerfile"))
      ? []
      : [`${given}. Allowed: a folder with a Dockerfile; there is none`];
  }),
  rule(["jobPolicyFile"], ({ jobPolicyFile }) => {
    try {
      if (jobPolicyFile !== undefined) jobStatements(jobPolicyFile);
      return [];
    } catch (error) {
      return [
        `jobPolicyFile is ${JSON.stringify(jobPolicyFile)}, which is no policy here: ${(error as Error).message}`,
      ];
    }
  }),
  // A role takes policies of its own account and of AWS. IAM API reference, AttachRolePolicy.
  rule(["jobPolicyArns", "accountId"], ({ jobPolicyArns = [], accountId }) =>
    jobPolicyArns
      .filter((arn) => accountId !== undefined && ![accountId, "aws"].includes(arn.split(":")[4] ?? ""))
      .map((arn) => `jobPolicyArns has "${arn}". Allowed: policies of AWS and of the account ${String(accountId)}`),
  ),
  rule(["jobSecrets"], ({ jobSecrets }) =>
    Object.keys(jobSecrets)
      .filter((name) => kitVariables.includes(name))
      .map((name) => `jobSecrets has "${name}", which is one of the kit's own names. Allowed: any other`),
  ),
  rule(["jobSecrets"], ({ jobSecrets }) => {
    const { length } = JSON.stringify(Object.keys(jobSecrets));
    if (length <= secretNamesCharacters) return [];
    return [
      `jobSecrets has names that take ${length} characters as JSON. Allowed: ${secretNamesCharacters}, since functions are told them in a variable`,
    ];
  }),
  rule(["region", "jobSecrets"], ({ region, jobSecrets }) =>
    inRegion(region, Object.fromEntries(Object.entries(jobSecrets).map(([name, arn]) => [`jobSecrets.${name}`, arn]))),
  ),
  rule(["network", "natGateways"], ({ network, natGateways }) => {
    const [fewest, most] = networkSetup(network).natGateways;
    if (natGateways === undefined || (natGateways >= fewest && natGateways <= most)) return [];
    const allowed = fewest === most ? fewest : `${fewest} to ${most}`;
    return [`natGateways is ${natGateways}. Allowed with network ${network}: ${allowed}`];
  }),
  rule(["name", "region"], ({ name, region }) => {
    const most = maxNameCharacters(region);
    if (name.length <= most) return [];
    return [
      `name is "${name}", of ${name.length} characters. Allowed in ${region}: ${most}, so that role names fit into 64`,
    ];
  }),
  rule(["retentionDays", "maxTimeoutSeconds"], ({ retentionDays = Infinity, maxTimeoutSeconds }) => {
    // A day more than a run may take: what is stopped at its deadline needs time too.
    const least = Math.ceil(maxTimeoutSeconds / 86_400) + 1;
    if (retentionDays >= least) return [];
    return [
      `retentionDays is ${retentionDays}. Allowed with maxTimeoutSeconds ${maxTimeoutSeconds}: ${least} and more, so that no row goes while its run goes on`,
    ];
  }),
  rule(["region", "availabilityZones"], ({ region, availabilityZones = [] }) =>
    availabilityZones
      .filter((zone) => zone.slice(0, -1) !== region)
      .map((zone) => `availabilityZones has "${zone}". Allowed: zones of ${region}, such as ${region}a`),
  ),
  rule(["schedule", "scheduleSpec"], ({ schedule, scheduleSpec }) => {
    if ((schedule === undefined) === (scheduleSpec === undefined)) return [];
    const missing = schedule === undefined ? "schedule" : "scheduleSpec";
    return [`${missing} is missing. It needs both: schedule and scheduleSpec`];
  }),
  rule(["schedulePattern", "patterns"], ({ schedulePattern, patterns }) =>
    schedulePattern === undefined || patterns.includes(schedulePattern)
      ? []
      : [`schedulePattern is ${schedulePattern}. Allowed: one of patterns, which is ${JSON.stringify(patterns)}`],
  ),
  ...(["kmsKeyArn", "alarmTopicArn", "notificationTopicArn"] as const).map((name) =>
    rule(["region", name], (values) => inRegion(values.region, { [name]: values[name] })),
  ),
  rule(["taskCpuUnits", "taskMemoryMib"], ({ taskCpuUnits, taskMemoryMib }) => {
    const offered = fargateMemoryMib[taskCpuUnits] ?? [];
    return offered.includes(taskMemoryMib)
      ? []
      : [`taskMemoryMib is ${taskMemoryMib}. Allowed with taskCpuUnits ${taskCpuUnits}: ${offered.join(", ")}`];
  }),
];
