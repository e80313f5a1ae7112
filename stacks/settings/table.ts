import { secretArn } from "../../modules/job-secrets";
import { networkNames } from "../../modules/network-setups";
import { cpuArchitectures, type CpuArchitecture } from "../../modules/target";
import { defaultSettings, patterns } from "../../workflow/deployment";
import { fargateCpuUnits, limits } from "../../workflow/limits";
import { jobKinds, overrides } from "../../workflow/job";
import { variablePattern } from "../../workflow/task-rules";
import { flag, list, map, oneOf, optional, someOf, text, timezone, whole, type Setting } from "./kinds";

/** Names of the Regions of the aws partition: an area, a direction, a number. AWS Regions and Availability Zones, "Regions". */
const regionName = /^(af|ap|ca|eu|il|me|mx|sa|us)-(central|north|south|(north|south)?(east|west))-[1-9]$/;

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
 * Every knob of the deployment. Each can be given in cdktf.json's context or by an environment variable `KIT_` + its name
 * in upper snake case, which wins. The variable of a list holds its items separated by commas or as JSON, that of a map JSON.
 */
export const settingTable = {
  patterns: someOf(patterns, 1, {
    doc: "The patterns that are synthesized, a stack each.",
    default: [1, 2],
  }),
  name: text(/^(?!sg-)[a-z][a-z0-9]*(-[a-z0-9]+)*$/, {
    doc: "What every name begins with, and the stacks' ids. Another name is another deployment, beside the first.",
    allowed:
      "a-z, 0-9 and single hyphens between them, beginning with a letter, not with sg-; its length depends on `region`",
    default: defaultSettings.name,
  }),
  region: text(regionName, {
    doc: "AWS Region to deploy to. Another Region is another deployment, beside the first.",
    allowed: "a Region of the aws partition, such as eu-west-1",
  }),
  accountId: optional(
    text(/^\d{12}$/, {
      doc: "AWS account to deploy to; any other is refused. Left out, the credentials' own.",
      allowed: "12 digits",
    }),
  ),
  availabilityZones: optional(
    list([2, 2], /^[a-z]{2}(-[a-z]+)+-\d[a-z]$/, {
      doc: "The two zones of the subnets. Left out, the first two with Fargate, which the subnets then keep.",
      allowed: "two different zones of the Region, such as eu-west-1a,eu-west-1b",
    }),
  ),
  vpcCidrBlocks: list([2, 2], privateBlock, {
    doc: "The addresses of each pattern's VPC, in their order. A change replaces the VPC with all that lies in it.",
    allowed: "two different private /16 blocks, such as 10.110.0.0/16,10.120.0.0/16",
    default: ["10.110.0.0/16", "10.120.0.0/16"],
  }),
  network: oneOf(networkNames, {
    doc: "How tasks and functions reach AWS. What each costs and gives up: docs/choosing-a-pattern.md.",
    default: "endpoints",
  }),
  natGateways: optional(
    whole(0, 2, { doc: "NAT gateways of a VPC. Left out, one with the `network` nat, with the others none." }),
  ),
  billingMode: oneOf(["PROVISIONED", "PAY_PER_REQUEST"], {
    doc: "How the audit tables are paid for. PROVISIONED holds long lists back.",
    default: "PAY_PER_REQUEST",
  }),
  readCapacityUnits: whole(1, 40_000, { doc: "Read capacity of each table when PROVISIONED.", default: 5 }),
  writeCapacityUnits: whole(1, 40_000, { doc: "Write capacity of each table when PROVISIONED.", default: 5 }),
  deletionProtection: flag({
    doc: "Tables, and bucket and repository with something in them, cannot be deleted or replaced. For production: true.",
    default: false,
  }),
  job: oneOf(jobKinds, {
    doc: "What a task runs: the kit's copy of an object, or any container, whose exit code says how it went.",
    default: "copy",
  }),
  jobContext: optional(
    text(/^[^/].*$/, {
      doc: "With `job` container: the folder, from the project's, that Docker builds the image of. It holds a Dockerfile.",
      allowed: "a folder with a Dockerfile, such as ecs-task/examples/shell",
    }),
  ),
  allowedOverrides: optional(
    someOf(overrides, 0, {
      doc: "What a spec may override of the task definition. Left out: all with `job` container, nothing with copy.",
    }),
  ),
  jobPolicyFile: optional(
    text(/^[^/].*$/, {
      doc: "What the tasks may do besides: a policy document of IAM, from the project's folder. VPC endpoints let it through.",
      allowed: "a JSON file with a policy's Version and Statement, such as job-policy.json",
    }),
  ),
  jobPolicyArns: optional(
    // IAM user guide, "IAM and AWS STS quotas": ten managed policies of a role, unless the account has a higher quota.
    list([1, 10], /^arn:aws:iam::(aws|\d{12}):policy\/[\w+=,.@/-]{1,512}$/, {
      doc: "Managed policies of the tasks' role, besides. VPC endpoints let through what they allow.",
      allowed: "one to ten ARNs of policies, such as arn:aws:iam::aws:policy/AmazonSQSFullAccess",
    }),
  ),
  jobSecrets: map(variablePattern, secretArn, 50, {
    doc: "Variables of the tasks whose values ECS reads from Secrets Manager or the Parameter Store, by their names.",
    allowed:
      'at most 50 names of variables with the whole ARN of a secret or parameter each, such as {"DB_PASSWORD":"arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf"}',
    default: {},
  }),
  imageUri: optional(
    text(/^[a-zA-Z0-9][\w.:/-]*(:[\w][\w.-]{0,127}|@sha256:[0-9a-f]{64})$/, {
      doc: "An image that exists already, used as it is. Left out, Docker builds and pushes one.",
      allowed: "an image with its tag or digest, such as 123456789012.dkr.ecr.eu-west-1.amazonaws.com/task:1",
    }),
  ),
  nodeImage: optional(
    text(/^[a-z0-9][\w.:/-]*(@sha256:[0-9a-f]{64})?$/, {
      doc: "The image with Node.js 24 that the built image begins with. Left out, the official one, from public ECR.",
      allowed: "an image, such as node:24-slim",
    }),
  ),
  cpuArchitecture: oneOf(Object.keys(cpuArchitectures) as CpuArchitecture[], {
    doc: "CPU of the image, the tasks and the Lambda functions.",
    default: "X86_64",
  }),
  taskCpuUnits: oneOf(fargateCpuUnits, {
    doc: "CPU units of a task; 1024 are one vCPU.",
    default: defaultSettings.taskCpuUnits,
  }),
  taskMemoryMib: whole(512, 122_880, { doc: "Memory of a task in MiB, of those Fargate offers.", default: 512 }),
  spot: flag({
    doc: "Runs the tasks on Fargate Spot: cheaper, and AWS may stop them. Then they are tried three times, the last on demand.",
    default: false,
  }),
  kmsKeyArn: optional(
    text(/^arn:aws:kms:[a-z\d-]+:\d{12}:key\/[\w-]{1,256}$/, {
      doc: "KMS key that encrypts bucket, tables, images, logs, dead letters and the functions' environment. Left out, AWS's own keys.",
      allowed: "the ARN of a key in the Region, such as arn:aws:kms:eu-west-1:123456789012:key/1234abcd-…",
    }),
  ),
  alarmTopicArn: optional(
    text(topicArn, {
      doc: "SNS topic that is told of alarms. Left out, the CloudWatch console alone shows them.",
      allowed: "the ARN of a topic in the Region, such as arn:aws:sns:eu-west-1:123456789012:alarms",
    }),
  ),
  notificationTopicArn: optional(
    text(topicArn, {
      doc: "SNS topic that is told of each run that ends, with its counts and first failures. Left out, nobody is.",
      allowed: "the ARN of a topic in the Region, such as arn:aws:sns:eu-west-1:123456789012:runs",
    }),
  ),
  schedule: optional(
    text(scheduleExpression, {
      doc: "When runs of `scheduleSpec` start by themselves: an expression of EventBridge Scheduler. Left out, never.",
      allowed:
        "rate(value unit), cron(minutes hours day month weekday year), with ? as day or weekday, or at(yyyy-mm-ddThh:mm:ss), such as cron(0 2 * * ? *)",
    }),
  ),
  scheduleTimezone: timezone({
    doc: "The time zone that `schedule` is meant in; its clock changes are followed.",
    default: "UTC",
  }),
  scheduleSpec: optional(
    text(/^[^/].*$/, {
      doc: "The spec of the runs that `schedule` starts, a file from the project's folder. Its list usually lies in S3.",
      allowed: "a JSON file with a workflow spec that has no workflowRunId, such as nightly.json",
    }),
  ),
  schedulePattern: optional(
    oneOf(patterns, { doc: "The pattern whose runs `schedule` starts. Left out, the first of `patterns`." }),
  ),
  bucketVersionDays: optional(
    whole(1, 3_650, {
      doc: "Days for which overwritten and deleted objects of the bucket can be had back. Left out, they are gone at once.",
    }),
  ),
  containerInsights: optional(
    // ECS API reference, ClusterSetting.
    oneOf(["disabled", "enabled", "enhanced"], {
      doc: "Metrics of the cluster's tasks in CloudWatch, paid for by their number. Left out, as the account has it.",
    }),
  ),
  flowLogs: flag({
    doc: "Logs each connection in the VPC, admitted or refused. CloudWatch is paid by the gigabyte.",
    default: false,
  }),
  logRetentionDays: oneOf(logRetentionDays, { doc: "Days for which logs are kept.", default: 30 }),
  retentionDays: optional(
    whole(1, 3_650, {
      doc: "Days after which a row, a list of the tools and what Step Functions writes of launches go. Left out, they stay.",
    }),
  ),
  // A day short of what an execution may last: its end needs time too.
  maxTimeoutSeconds: whole(60, limits.executionSeconds - 86_400, {
    doc: "The longest a workflow may take, and how long it may when its spec does not say.",
    default: defaultSettings.maxTimeoutSeconds,
  }),
  startTimeoutSeconds: whole(60, 86_400, {
    doc: "How long after monitoring began a task may be unheard of before it counts as Failed.",
    default: 600,
  }),
  launchConcurrency: whole(1, limits.mapConcurrency, {
    doc: "Pattern 2: entries in launching at once, when a spec does not say. 20 keep to the 20 tasks/s of Fargate's quota.",
    default: 20,
  }),
  toleratedLaunchFailurePercentage: whole(0, 100, {
    doc: "Pattern 2: launching a list in S3 ends once more of its entries, in percent, than this could not be launched, when a spec does not say.",
    default: 10,
  }),
  stateBucket: optional(
    text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, {
      doc: "S3 bucket for Terraform's state, with a lock file. Left out, the state is a file beside cdktf.json.",
      allowed: "a bucket name: 3 to 63 of a-z, 0-9, dot and hyphen",
    }),
  ),
  stateKeyPrefix: text(/^[\w.-]+(\/[\w.-]+)*$/, {
    doc: "Folder of the states in `stateBucket`.",
    allowed: "words of a-z, A-Z, 0-9, dot, hyphen and underscore, separated by /",
    default: "amazon-ecs-starter-kit",
  }),
  stateRegion: optional(
    text(regionName, {
      doc: "Region of `stateBucket`. Left out, `region`.",
      allowed: "a Region of the aws partition, such as eu-west-1",
    }),
  ),
  tags: map(/^(?!aws:)[\w .:/=+@-]{1,128}$/, /^[\w .:/=+@-]{0,256}$/, 40, {
    doc: "Tags of every resource.",
    allowed: "at most 40 tags; names of 1 to 128 and values of up to 256 of a-z, A-Z, 0-9, space and _.:/=+-@",
    default: { Project: "amazon-ecs-starter-kit" },
  }),
} as const;

/** The values of the settings that are given, and of the others the defaults. */
export type Values = {
  readonly [Name in keyof typeof settingTable]: (typeof settingTable)[Name] extends Setting<infer Value>
    ? Value
    : never;
};
