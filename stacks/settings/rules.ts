import { existsSync } from "node:fs";
import { join } from "node:path";
import { inProject } from "../../modules/bundles/project-folder";
import { jobStatements } from "../../modules/job-policy";
import { maxNameCharacters } from "../../modules/names";
import { networkSetup } from "../../modules/network-setups";
import { fargateMemoryMib } from "../../workflow/fargate-sizes";
import { kitVariables } from "../../workflow/task-rules";
import { jobOf } from "./job";
import type { Rule } from "./read";
import { scheduledPattern, scheduleSpecFaults } from "./schedule-spec";
import type { settingTable } from "./table";

/** Alarms, encryption and the secrets of a task reach no further than their Region. */
const foreignArn = (name: string, arn: string | undefined, region: string): string[] =>
  arn === undefined || arn.split(":")[3] === region
    ? []
    : [`${name} is ${JSON.stringify(arn)}. Allowed: one in ${region}, where everything else is`];

/** Conditions between settings. */
export const settingRules: readonly Rule<typeof settingTable>[] = [
  {
    about: ["job", "jobContext", "imageUri"],
    faults: ({ job, jobContext, imageUri }) => {
      if (job === "copy")
        return jobContext === undefined
          ? []
          : [`jobContext is ${JSON.stringify(jobContext)}. Allowed with job container alone`];
      if ((jobContext === undefined) === (imageUri === undefined))
        return [`job is "container". It needs an image: one of imageUri and jobContext`];
      return jobContext === undefined || existsSync(join(inProject(jobContext), "Dockerfile"))
        ? []
        : [`jobContext is ${JSON.stringify(jobContext)}. Allowed: a folder with a Dockerfile; there is none`];
    },
  },
  {
    about: ["jobPolicyFile"],
    faults: ({ jobPolicyFile }) => {
      try {
        if (jobPolicyFile !== undefined) jobStatements(jobPolicyFile);
        return [];
      } catch (error) {
        return [
          `jobPolicyFile is ${JSON.stringify(jobPolicyFile)}, which is no policy here: ${(error as Error).message}`,
        ];
      }
    },
  },
  {
    about: ["jobPolicyArns", "accountId"],
    // A role takes policies of its own account and of AWS. IAM API reference, AttachRolePolicy.
    faults: ({ jobPolicyArns = [], accountId }) =>
      jobPolicyArns
        .filter((arn) => accountId !== undefined && ![accountId, "aws"].includes(arn.split(":")[4] ?? ""))
        .map((arn) => `jobPolicyArns has "${arn}". Allowed: policies of AWS and of the account ${String(accountId)}`),
  },
  {
    about: ["jobSecrets"],
    faults: ({ jobSecrets }) =>
      Object.keys(jobSecrets)
        .filter((name) => kitVariables.includes(name))
        .map((name) => `jobSecrets has "${name}", which is one of the kit's own names. Allowed: any other`),
  },
  {
    about: ["region", "jobSecrets"],
    faults: ({ region, jobSecrets }) =>
      Object.entries(jobSecrets).flatMap(([name, arn]) => foreignArn(`jobSecrets.${name}`, arn, region)),
  },
  {
    about: ["network", "natGateways"],
    faults: ({ network, natGateways }) => {
      const [fewest, most] = networkSetup(network).natGateways;
      if (natGateways === undefined || (natGateways >= fewest && natGateways <= most)) return [];
      return [
        `natGateways is ${natGateways}. Allowed with network ${network}: ${fewest === most ? fewest : `${fewest} to ${most}`}`,
      ];
    },
  },
  {
    about: ["name", "region"],
    faults: ({ name, region }) => {
      const most = maxNameCharacters(region);
      if (name.length <= most) return [];
      return [
        `name is "${name}", of ${name.length} characters. Allowed in ${region}: ${most}, so that role names fit into 64`,
      ];
    },
  },
  {
    about: ["retentionDays", "maxTimeoutSeconds"],
    faults: ({ retentionDays = Infinity, maxTimeoutSeconds }) => {
      // A day more than a run may take: what is stopped at its deadline needs time too.
      const least = Math.ceil(maxTimeoutSeconds / 86_400) + 1;
      if (retentionDays >= least) return [];
      return [
        `retentionDays is ${retentionDays}. Allowed with maxTimeoutSeconds ${maxTimeoutSeconds}: ${least} and more, so that no row goes while its run goes on`,
      ];
    },
  },
  {
    about: ["region", "availabilityZones"],
    faults: ({ region, availabilityZones = [] }) =>
      availabilityZones
        .filter((zone) => zone.slice(0, -1) !== region)
        .map((zone) => `availabilityZones has "${zone}". Allowed: zones of ${region}, such as ${region}a`),
  },
  {
    about: ["schedule", "scheduleSpec"],
    faults: ({ schedule, scheduleSpec }) =>
      (schedule === undefined) === (scheduleSpec === undefined)
        ? []
        : [
            `${schedule === undefined ? "schedule" : "scheduleSpec"} is missing. It needs both: schedule and scheduleSpec`,
          ],
  },
  {
    about: ["schedulePattern", "patterns"],
    faults: ({ schedulePattern, patterns }) =>
      schedulePattern === undefined || patterns.includes(schedulePattern)
        ? []
        : [`schedulePattern is ${schedulePattern}. Allowed: one of patterns, which is ${JSON.stringify(patterns)}`],
  },
  {
    about: [
      ...(["scheduleSpec", "schedulePattern", "patterns", "name", "region", "maxTimeoutSeconds"] as const),
      ...(["job", "allowedOverrides", "jobSecrets", "spot"] as const),
    ],
    faults: ({ scheduleSpec, ...settings }) => {
      if (scheduleSpec === undefined) return [];
      const scheduled = { ...settings, pattern: scheduledPattern(settings), job: jobOf(settings) };
      return scheduleSpecFaults(scheduleSpec, scheduled).map(
        (fault) => `scheduleSpec is ${JSON.stringify(scheduleSpec)}, which does not fit: ${fault}`,
      );
    },
  },
  {
    about: ["region", "kmsKeyArn"],
    faults: ({ region, kmsKeyArn }) => foreignArn("kmsKeyArn", kmsKeyArn, region),
  },
  {
    about: ["region", "alarmTopicArn"],
    faults: ({ region, alarmTopicArn }) => foreignArn("alarmTopicArn", alarmTopicArn, region),
  },
  {
    about: ["region", "notificationTopicArn"],
    faults: ({ region, notificationTopicArn }) => foreignArn("notificationTopicArn", notificationTopicArn, region),
  },
  {
    about: ["taskCpuUnits", "taskMemoryMib"],
    faults: ({ taskCpuUnits, taskMemoryMib }) => {
      const offered = fargateMemoryMib[taskCpuUnits] ?? [];
      return offered.includes(taskMemoryMib)
        ? []
        : [`taskMemoryMib is ${taskMemoryMib}. Allowed with taskCpuUnits ${taskCpuUnits}: ${offered.join(", ")}`];
    },
  },
];
