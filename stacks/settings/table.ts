import * as v from "valibot";
import { secretArn } from "../../modules/job-secrets";
import { networkNames } from "../../modules/network-setups";
import { cpuArchitectures, type CpuArchitecture } from "../../modules/target";
import { defaultSettings, patterns } from "../../workflow/deployment";
import { fargateCpuUnits, limits } from "../../workflow/limits";
import { jobKinds, overrides } from "../../workflow/job";
import { variablePattern } from "../../workflow/task-rules";
import { flag, list, map, oneOf, someOf, text, timezone, whole } from "./kinds";

/** Names of the Regions of the aws partition: an area, a direction, a number. AWS Regions and Availability Zones, "Regions". */
const regionName = /^(af|ap|ca|eu|il|me|mx|sa|us)-(central|north|south|(north|south)?(east|west))-[1-9]$/;

const aRegion = "a Region of the aws partition, such as eu-west-1";

/** The days for which CloudWatch Logs can keep events. CloudWatch Logs API reference, PutRetentionPolicy. */
const logRetentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** RFC 1918, "Private Address Space". */
const privateBlock = /^(10\.(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])|172\.(1[6-9]|2\d|3[01])|192\.168)\.0\.0\/16$/;

/** ARNs of standard topics: those of FIFO ones end with `.fifo`. */
const topicArn = /^arn:aws:sns:[a-z\d-]+:\d{12}:[\w-]{1,256}$/;

/**
 * Expressions of EventBridge Scheduler. User guide, "Schedule types in EventBridge Scheduler": one of the two days of a cron
 * expression is a `?`.
 */
const scheduleExpression =
  /^(rate\([1-9]\d* (minute|hour|day)s?\)|at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)|cron\([\w*,/#-]+ [\w*,/#-]+ (\? [\w*,/#-]+ [\w*,/#-]+|[\w*,/#-]+ [\w*,/#-]+ \?) [\w*,/#-]+\))$/;

/**
 * Every knob of the deployment: what it may be, and its default. What each is for, docs/settings.md says. Each can be given in
 * cdktf.json's context or by an environment variable `KIT_` + its name in upper snake case, which wins. The variable of a list holds
 * its items separated by commas or as JSON, that of a map JSON.
 */
export const settingTable = {
  patterns: someOf(patterns, 1)([1, 2]),
  name: text(
    /^(?!sg-)[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    "a-z, 0-9 and single hyphens between them, beginning with a letter, not with sg-; its length depends on `region`",
  )(defaultSettings.name),
  region: v.pipe(v.string(), v.regex(regionName), v.description(aRegion)),
  accountId: text(/^\d{12}$/, "12 digits")(),
  availabilityZones: list(
    [2, 2],
    /^[a-z]{2}(-[a-z]+)+-\d[a-z]$/,
    "two different zones of the Region, such as eu-west-1a,eu-west-1b",
  )(),
  vpcCidrBlocks: list(
    [2, 2],
    privateBlock,
    "two different private /16 blocks, such as 10.110.0.0/16,10.120.0.0/16",
  )(["10.110.0.0/16", "10.120.0.0/16"]),
  network: oneOf(networkNames)("endpoints"),
  natGateways: whole(0, 2)(),
  billingMode: oneOf(["PROVISIONED", "PAY_PER_REQUEST"])("PAY_PER_REQUEST"),
  readCapacityUnits: whole(1, 40_000)(5),
  writeCapacityUnits: whole(1, 40_000)(5),
  deletionProtection: flag(false),
  job: oneOf(jobKinds)("copy"),
  jobContext: text(/^[^/].*$/, "a folder with a Dockerfile, such as ecs-task/examples/shell")(),
  allowedOverrides: someOf(overrides, 0)(),
  jobPolicyFile: text(/^[^/].*$/, "a JSON file with a policy's Version and Statement, such as job-policy.json")(),
  // IAM user guide, "IAM and AWS STS quotas": ten managed policies of a role, unless the account has a higher quota.
  jobPolicyArns: list(
    [1, 10],
    /^arn:aws:iam::(aws|\d{12}):policy\/[\w+=,.@/-]{1,512}$/,
    "one to ten ARNs of policies, such as arn:aws:iam::aws:policy/AmazonSQSFullAccess",
  )(),
  jobSecrets: map(
    variablePattern,
    secretArn,
    50,
    'at most 50 names of variables with the whole ARN of a secret or parameter each, such as {"DB_PASSWORD":"arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf"}',
  )({}),
  imageUri: text(
    /^[a-zA-Z0-9][\w.:/-]*(:[\w][\w.-]{0,127}|@sha256:[0-9a-f]{64})$/,
    "an image with its tag or digest, such as 123456789012.dkr.ecr.eu-west-1.amazonaws.com/task:1",
  )(),
  nodeImage: text(/^[a-z0-9][\w.:/-]*(@sha256:[0-9a-f]{64})?$/, "an image, such as node:24-slim")(),
  cpuArchitecture: oneOf(Object.keys(cpuArchitectures) as CpuArchitecture[])("X86_64"),
  taskCpuUnits: oneOf(fargateCpuUnits)(defaultSettings.taskCpuUnits),
  taskMemoryMib: whole(512, 122_880)(512),
  spot: flag(false),
  kmsKeyArn: text(
    /^arn:aws:kms:[a-z\d-]+:\d{12}:key\/[\w-]{1,256}$/,
    "the ARN of a key in the Region, such as arn:aws:kms:eu-west-1:123456789012:key/1234abcd-…",
  )(),
  alarmTopicArn: text(
    topicArn,
    "the ARN of a topic in the Region, such as arn:aws:sns:eu-west-1:123456789012:alarms",
  )(),
  notificationTopicArn: text(
    topicArn,
    "the ARN of a topic in the Region, such as arn:aws:sns:eu-west-1:123456789012:runs",
  )(),
  schedule: text(
    scheduleExpression,
    "rate(value unit), cron(minutes hours day month weekday year), with ? as day or weekday, or at(yyyy-mm-ddThh:mm:ss), such as cron(0 2 * * ? *)",
  )(),
  scheduleTimezone: timezone("UTC"),
  scheduleSpec: text(/^[^/].*$/, "a JSON file with a workflow spec that has no workflowRunId, such as nightly.json")(),
  schedulePattern: oneOf(patterns)(),
  bucketVersionDays: whole(1, 3_650)(),
  // ECS API reference, ClusterSetting.
  containerInsights: oneOf(["disabled", "enabled", "enhanced"])(),
  flowLogs: flag(false),
  logRetentionDays: oneOf(logRetentionDays)(30),
  retentionDays: whole(1, 3_650)(),
  // A day short of what an execution may last: its end needs time too.
  maxTimeoutSeconds: whole(60, limits.executionSeconds - 86_400)(defaultSettings.maxTimeoutSeconds),
  startTimeoutSeconds: whole(60, 86_400)(600),
  launchConcurrency: whole(1, limits.mapConcurrency)(20),
  toleratedLaunchFailurePercentage: whole(0, 100)(10),
  stateBucket: text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "a bucket name: 3 to 63 of a-z, 0-9, dot and hyphen")(),
  stateKeyPrefix: text(
    /^[\w.-]+(\/[\w.-]+)*$/,
    "words of a-z, A-Z, 0-9, dot, hyphen and underscore, separated by /",
  )("amazon-ecs-starter-kit"),
  stateRegion: text(regionName, aRegion)(),
  tags: map(
    /^(?!aws:)[\w .:/=+@-]{1,128}$/,
    /^[\w .:/=+@-]{0,256}$/,
    40,
    "at most 40 tags; names of 1 to 128 and values of up to 256 of a-z, A-Z, 0-9, space and _.:/=+-@",
  )({ Project: "amazon-ecs-starter-kit" }),
} as const;

/** The values of the settings that are given, and of the others the defaults. */
export type Values = {
  readonly [Name in keyof typeof settingTable]: v.InferOutput<(typeof settingTable)[Name]>;
};
