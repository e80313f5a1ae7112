import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import * as v from "valibot";
import { projectFolder } from "../../../modules/bundles/project-folder";
import { InvalidSettings, readSettings, variableOf } from "../../../stacks/settings/read";
import { settingTable } from "../../../stacks/settings/table";

const read = (context: Record<string, unknown>, environment: Record<string, string> = {}) =>
  readSettings({ context: { region: "eu-west-1", ...context }, environment });

/** The faults found, one line each. */
function faultsOf(context: Record<string, unknown>, environment: Record<string, string> = {}): readonly string[] {
  try {
    readSettings({ context, environment });
    return [];
  } catch (error) {
    if (!(error instanceof InvalidSettings)) throw error;
    return error.faults;
  }
}

const region = "eu-west-1";

describe("Given a Region and nothing else", () => {
  it("When settings are read, then the others have their defaults", () => {
    expect(read({})).toEqual({
      patterns: [1, 2],
      name: "amazon-ecs-starter-kit",
      region,
      accountId: undefined,
      availabilityZones: undefined,
      vpcCidrBlocks: ["10.110.0.0/16", "10.120.0.0/16"],
      network: "endpoints",
      natGateways: 0,
      billingMode: "PAY_PER_REQUEST",
      readCapacityUnits: 5,
      writeCapacityUnits: 5,
      deletionProtection: false,
      job: "copy",
      jobContext: undefined,
      allowedOverrides: undefined,
      jobPolicyFile: undefined,
      jobPolicyArns: undefined,
      jobSecrets: {},
      imageUri: undefined,
      nodeImage: undefined,
      cpuArchitecture: "X86_64",
      taskCpuUnits: 256,
      taskMemoryMib: 512,
      spot: false,
      kmsKeyArn: undefined,
      alarmTopicArn: undefined,
      notificationTopicArn: undefined,
      schedule: undefined,
      scheduleTimezone: "UTC",
      scheduleSpec: undefined,
      schedulePattern: 1,
      bucketVersionDays: undefined,
      containerInsights: undefined,
      flowLogs: false,
      logRetentionDays: 30,
      retentionDays: undefined,
      maxTimeoutSeconds: 86_400,
      startTimeoutSeconds: 600,
      launchConcurrency: 20,
      toleratedLaunchFailurePercentage: 10,
      stateBucket: undefined,
      stateKeyPrefix: "amazon-ecs-starter-kit",
      stateRegion: region,
      tags: { Project: "amazon-ecs-starter-kit" },
    });
  });
});

describe("Given a job", () => {
  const jobContext = "ecs-task/examples/shell";
  const imageUri = "debian:stable-slim";

  it.each([
    ["a folder with a Dockerfile", { jobContext }],
    ["an image", { imageUri }],
  ])("When any container is wanted, and it is %s, then it is taken", (_, image) => {
    expect(read({ job: "container", ...image })).toMatchObject({ job: "container", ...image });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["it has no image", { job: "container" }, 'job is "container". It needs an image: one of imageUri and jobContext'],
    [
      "it has two images",
      { job: "container", jobContext, imageUri },
      'job is "container". It needs an image: one of imageUri and jobContext',
    ],
    [
      "there is no Dockerfile in its folder",
      { job: "container", jobContext: "docs" },
      'jobContext is "docs". Allowed: a folder with a Dockerfile; there is none',
    ],
    ["it copies objects", { jobContext }, `jobContext is "${jobContext}". Allowed with job container alone`],
  ])("When %s, then that is said", (_, context, fault) => {
    expect(faultsOf({ region, ...context })).toEqual([fault]);
  });
});

describe("Given secrets and policies of the job", () => {
  const secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:team/db-AbCdEf";
  const parameter = "arn:aws:ssm:eu-west-1:123456789012:parameter/team/api-key";

  it("When they are as ECS and IAM take them, then they are taken", () => {
    const jobSecrets = { A: secret, B: `${secret}:password::`, C: `${secret}::AWSPREVIOUS:`, _d1: parameter };
    const jobPolicyArns = ["arn:aws:iam::aws:policy/service-role/A", "arn:aws:iam::123456789012:policy/b"];
    expect(read({ accountId: "123456789012", jobSecrets, jobPolicyArns })).toMatchObject({ jobSecrets, jobPolicyArns });
    const environment = { KIT_JOB_SECRETS: JSON.stringify(jobSecrets), KIT_JOB_POLICY_ARNS: jobPolicyArns.join(",") };
    expect(read({}, environment)).toMatchObject({ jobSecrets, jobPolicyArns });
  });

  it.each([
    ["jobSecrets", { "DB-PASSWORD": secret }],
    ["jobSecrets", { "1ST": secret }],
    ["jobSecrets", { A: "db" }],
    ["jobSecrets", { A: secret.slice(0, -7) }],
    ["jobSecrets", { A: `${secret}:password` }],
    ["jobSecrets", { A: parameter.replace("parameter/", "parameter") }],
    ["jobSecrets", { A: `${parameter}/\${b}` }],
    ["jobSecrets", { A: "arn:aws:kms:eu-west-1:123456789012:key/1234abcd" }],
    ["jobPolicyArns", []],
    ["jobPolicyArns", ["AmazonSQSFullAccess"]],
    ["jobPolicyArns", ["arn:aws:iam::123456789012:role/a"]],
    ["jobPolicyArns", Array.from({ length: 11 }, (_, number) => `arn:aws:iam::aws:policy/p${number}`)],
  ])("When %s is %j, then the fault names the setting, the value and what is allowed", (name, value) => {
    const allowed = v.getDescription(settingTable[name as keyof typeof settingTable]);
    expect(faultsOf({ region, [name]: value })).toEqual([`${name} is ${JSON.stringify(value)}. Allowed: ${allowed}`]);
  });

  it("When names of secrets would not fit into a function's variables, then the fault says how long they may be", () => {
    const named = (characters: number) => ({ jobSecrets: { ["N".repeat(characters - 4)]: secret }, region });
    expect(faultsOf(named(2_400))).toEqual([]);
    expect(faultsOf(named(2_401))).toEqual([
      "jobSecrets has names that take 2401 characters as JSON. Allowed: 2400, since functions are told them in a variable",
    ]);
  });

  it("When a name is the kit's own, or an ARN another Region's or account's, then the fault says which", () => {
    const foreign = parameter.replace("eu-west-1", "us-east-1");
    const jobPolicyArns = ["arn:aws:iam::aws:policy/a", "arn:aws:iam::210987654321:policy/b"];
    const jobSecrets = { task_name: secret, ECS_CONTAINER_METADATA_URI_V4: secret, A: foreign };
    expect(faultsOf({ region, accountId: "123456789012", jobPolicyArns, jobSecrets })).toEqual([
      'jobPolicyArns has "arn:aws:iam::210987654321:policy/b". Allowed: policies of AWS and of the account 123456789012',
      `jobSecrets has "task_name", which is one of the kit's own names. Allowed: any other`,
      `jobSecrets has "ECS_CONTAINER_METADATA_URI_V4", which is one of the kit's own names. Allowed: any other`,
      `jobSecrets.A is "${foreign}". Allowed: one in eu-west-1, where everything else is`,
    ]);
  });
});

describe("Given a set-up of the network", () => {
  it.each([
    ["endpoints", 0],
    ["fargate-endpoints", 0],
    ["one-zone-endpoints", 0],
    ["nat", 1],
    ["public", 0],
  ])("When it is %s and nothing is said of NAT gateways, then it has %i", (network, natGateways) => {
    expect(read({ network })).toMatchObject({ network, natGateways });
  });

  it("When more NAT gateways are wanted than it needs, then it has them", () => {
    expect([read({ natGateways: 1 }), read({ network: "nat", natGateways: 2 })]).toMatchObject([
      { network: "endpoints", natGateways: 1 },
      { network: "nat", natGateways: 2 },
    ]);
  });
});

describe("Given environment variables", () => {
  it("When settings are read, then they win over the context and have the types of the settings", () => {
    const environment = {
      KIT_REGION: "ap-southeast-2",
      KIT_ACCOUNT_ID: "012345678901",
      KIT_AVAILABILITY_ZONES: "ap-southeast-2b, ap-southeast-2c",
      KIT_NAT_GATEWAYS: "2",
      KIT_PATTERNS: "1, 2",
      KIT_ALLOWED_OVERRIDES: "[]",
      KIT_TASK_CPU_UNITS: "1024",
      KIT_TASK_MEMORY_MIB: "4096",
      KIT_SPOT: "true",
      KIT_TAGS: '{"Team":"data"}',
      KIT_IMAGE_URI: "docker.io/library/task:1",
      PATH: "/usr/bin",
    };
    expect(read({ natGateways: 1, spot: false }, environment)).toMatchObject({
      region: "ap-southeast-2",
      accountId: "012345678901",
      availabilityZones: ["ap-southeast-2b", "ap-southeast-2c"],
      natGateways: 2,
      patterns: [1, 2],
      allowedOverrides: [],
      taskCpuUnits: 1024,
      taskMemoryMib: 4096,
      spot: true,
      tags: { Team: "data" },
      imageUri: "docker.io/library/task:1",
      stateRegion: "ap-southeast-2",
    });
  });

  it("When one is empty, then the context holds", () => {
    expect(read({ natGateways: 1 }, { KIT_NAT_GATEWAYS: "" }).natGateways).toBe(1);
  });

  it("When their names are formed, then they are KIT_ and the setting's name in upper snake case", () => {
    expect([variableOf("region"), variableOf("imageUri"), variableOf("taskMemoryMib")]).toEqual([
      "KIT_REGION",
      "KIT_IMAGE_URI",
      "KIT_TASK_MEMORY_MIB",
    ]);
  });
});

describe("Given settings that are wrong", () => {
  it("When the Region is missing, then it is asked for", () => {
    expect(faultsOf({})).toEqual([
      "region is missing: give it in cdktf.json's context or as KIT_REGION. " +
        "Allowed: a Region of the aws partition, such as eu-west-1",
    ]);
  });

  it.each([
    ["name", "Kit"],
    ["name", "kit--dev"],
    ["name", "kit-"],
    ["name", "sg-kit"],
    ["name", "1kit"],
    ["region", "mars"],
    ["region", "us-eats-1"],
    ["stateRegion", "us-eats-1"],
    ["region", "cn-north-1"],
    ["region", 1],
    ["accountId", "1234"],
    ["accountId", 123456789012],
    ["availabilityZones", ["eu-west-1a"]],
    ["availabilityZones", ["eu-west-1a", "eu-west-1a"]],
    ["availabilityZones", "eu-west-1a,eu-west-1b"],
    ["vpcCidrBlocks", ["10.1.0.0/16", "10.1.0.0/16"]],
    ["vpcCidrBlocks", ["10.256.0.0/16", "10.1.0.0/16"]],
    ["vpcCidrBlocks", ["10.1.0.0/24", "172.32.0.0/16"]],
    ["patterns", []],
    ["patterns", [1, 1]],
    ["patterns", [1, 4]],
    ["launchConcurrency", 0],
    ["toleratedLaunchFailurePercentage", 101],
    ["network", "natGateway"],
    ["natGateways", 3],
    ["natGateways", "1"],
    ["billingMode", "FREE"],
    ["readCapacityUnits", 0],
    ["writeCapacityUnits", 1.5],
    ["imageUri", "nginx"],
    ["imageUri", "localhost:5000/task"],
    ["imageUri", "task@sha256:12"],
    ["deletionProtection", "on"],
    ["nodeImage", "node:24 slim"],
    ["cpuArchitecture", "arm64"],
    ["taskCpuUnits", 100],
    ["spot", "yes"],
    ["logRetentionDays", 4],
    ["retentionDays", 0],
    ["maxTimeoutSeconds", 31_536_000],
    ["startTimeoutSeconds", 0],
    ["stateBucket", "Our_State"],
    ["stateKeyPrefix", "/a"],
    ["stateRegion", "here"],
    ["tags", { "aws:owner": "me" }],
    ["tags", { Team: "a;b" }],
  ])("When %s is %j, then the fault names the setting, the value and what is allowed", (name, value) => {
    const allowed = v.getDescription(settingTable[name as keyof typeof settingTable]);
    expect(faultsOf({ region, [name]: value })).toEqual([`${name} is ${JSON.stringify(value)}. Allowed: ${allowed}`]);
  });

  it.each([
    ["ap-southeast-1", 24],
    ["eu-west-1", 29],
  ])("When a name is too long for the names of roles in %s, then the fault says how long it may be", (region, most) => {
    expect(faultsOf({ region, name: "n".repeat(most) })).toEqual([]);
    expect(faultsOf({ region, name: "n".repeat(most + 1) })).toEqual([
      `name is "${"n".repeat(most + 1)}", of ${most + 1} characters. ` +
        `Allowed in ${region}: ${most}, so that role names fit into 64`,
    ]);
  });

  it.each([
    ["nat", 0, "1 to 2"],
    ["public", 1, "0"],
  ])("When %s is to have %i NAT gateways, then the fault says how many go with it", (network, natGateways, allowed) => {
    expect(faultsOf({ region, network, natGateways })).toEqual([
      `natGateways is ${natGateways}. Allowed with network ${network}: ${allowed}`,
    ]);
  });

  it("When rows would go while a run may still go on, then the fault says how long they must be kept", () => {
    expect(faultsOf({ region, retentionDays: 3, maxTimeoutSeconds: 2 * 86_400 })).toEqual([]);
    expect(faultsOf({ region, retentionDays: 3, maxTimeoutSeconds: 2 * 86_400 + 1 })).toEqual([
      "retentionDays is 3. Allowed with maxTimeoutSeconds 172801: 4 and more, so that no row goes while its run goes on",
    ]);
  });

  it("When a variable is wrong, then the fault shows its text and where it came from", () => {
    expect(faultsOf({ region }, { KIT_NAT_GATEWAYS: "many" })).toEqual([
      'natGateways is "many" (from KIT_NAT_GATEWAYS). Allowed: a whole number from 0 to 2',
    ]);
  });

  it("When a zone is one of another Region, then the fault names it", () => {
    expect(faultsOf({ region, availabilityZones: ["eu-west-1a", "eu-west-2a"] })).toEqual([
      'availabilityZones has "eu-west-2a". Allowed: zones of eu-west-1, such as eu-west-1a',
    ]);
  });

  it("When a key or a topic is one of another Region, then the fault names it", () => {
    const kmsKeyArn = "arn:aws:kms:eu-west-2:123456789012:key/1234abcd";
    const alarmTopicArn = "arn:aws:sns:us-east-1:123456789012:alarms";
    const notificationTopicArn = "arn:aws:sns:us-east-1:123456789012:runs";
    expect(faultsOf({ region, kmsKeyArn, alarmTopicArn, notificationTopicArn })).toEqual([
      `kmsKeyArn is "${kmsKeyArn}". Allowed: one in eu-west-1, where everything else is`,
      `alarmTopicArn is "${alarmTopicArn}". Allowed: one in eu-west-1, where everything else is`,
      `notificationTopicArn is "${notificationTopicArn}". Allowed: one in eu-west-1, where everything else is`,
    ]);
  });

  it("When a key is named by its alias, then the fault says that an ARN is needed", () => {
    expect(faultsOf({ region, kmsKeyArn: "alias/ours" })).toEqual([
      expect.stringMatching(
        /^kmsKeyArn is "alias\/ours"\. Allowed: the ARN of a key in the Region, such as arn:aws:kms:/,
      ),
    ]);
  });

  it.each([
    [256, 3072, "512, 1024, 2048"],
    [512, 512, "1024, 2048, 3072, 4096"],
    [8192, 17_408, "16384, 20480, 24576, 28672, 32768, 36864, 40960, 45056, 49152, 53248, 57344, 61440"],
  ])(
    "When Fargate has no %i CPU units with %i MiB, then the fault says what goes with them",
    (cpu, memory, offered) => {
      expect(faultsOf({ region, taskCpuUnits: cpu, taskMemoryMib: memory })).toEqual([
        `taskMemoryMib is ${memory}. Allowed with taskCpuUnits ${cpu}: ${offered}`,
      ]);
    },
  );

  it("When a name is no setting, then the nearest one is offered", () => {
    expect(faultsOf({ region, natGateway: 1 }, { KIT_REGOIN: "eu-west-1" })).toEqual([
      "cdktf.json: context.natGateway is no setting. Nearest: natGateways",
      "environment variable KIT_REGOIN is no setting. Nearest: KIT_REGION",
    ]);
  });

  it("When several are wrong, then all are told at once", () => {
    const faults = faultsOf({ region: "mars", spot: 1, taskCpuUnits: 512 }, { KIT_X: "1" });
    expect(faults.map((fault) => fault.split(" ").slice(0, 3).join(" "))).toEqual([
      "environment variable KIT_X",
      'region is "mars".',
      "spot is 1.",
      "taskMemoryMib is 512.",
    ]);
  });
});

describe("Given a schedule", () => {
  const [folder, write] = [mkdtempSync(join(tmpdir(), "schedule-")), writeFileSync];
  const scheduleSpec = relative(projectFolder, join(folder, "nightly.json"));
  const schedule = "cron(0 2 * * ? *)";
  const nightly = { taskSource: { format: "JSONL", key: "lists/tonight.jsonl" } };
  const given = (spec: unknown, more: Record<string, unknown> = {}) => {
    write(join(folder, "nightly.json"), JSON.stringify(spec));
    return faultsOf({ region, schedule, scheduleSpec, ...more });
  };
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each([
    "rate(1 hour)",
    "rate(15 minutes)",
    "cron(15 10 ? * MON-FRI *)",
    "cron(0 2 L * ? 2027)",
    "at(2027-01-31T23:30:00)",
  ])("When its expression is %s, then it is taken", (expression) => {
    expect(given(nightly, { schedule: expression })).toEqual([]);
  });

  it.each(["0 2 * * *", "cron(0 2 * * *)", "cron(0 2 * * * *)", "cron(0 2 ? * ? *)", "rate(0 days)", "at(2027-01-31)"])(
    "When its expression is %s, then the fault says what EventBridge Scheduler takes",
    (expression) => {
      expect(given(nightly, { schedule: expression })).toEqual([
        `schedule is "${expression}". Allowed: rate(value unit), cron(minutes hours day month weekday year), with ? as day or weekday, or at(yyyy-mm-ddThh:mm:ss), such as cron(0 2 * * ? *)`,
      ]);
    },
  );

  it.each(["Europe/Berlin", "Asia/Kolkata", "UTC"])(
    "When its time zone is %s, then it is taken",
    (scheduleTimezone) => {
      expect(given(nightly, { scheduleTimezone })).toEqual([]);
    },
  );

  it.each(["Europe/Berlim", "+01:00", "europe/berlin"])(
    "When its time zone is %s, then the fault names what is allowed",
    (scheduleTimezone) => {
      expect(given(nightly, { scheduleTimezone })).toEqual([
        `scheduleTimezone is "${scheduleTimezone}". Allowed: a name of the IANA time zone database, such as Europe/Berlin`,
      ]);
    },
  );

  it("When only one of it and its spec is given, then the fault asks for both", () => {
    expect(faultsOf({ region, schedule })).toEqual([
      "scheduleSpec is missing. It needs both: schedule and scheduleSpec",
    ]);
    expect(given(nightly, { schedule: undefined })).toEqual([
      "schedule is missing. It needs both: schedule and scheduleSpec",
    ]);
  });

  it("When its spec is a template, then its placeholders stand for what the deployment will be", () => {
    const template = {
      ...nightly,
      region: "<region>",
      s3BucketName: "<s3BucketName>",
      taskDefinition: "<taskDefinition>",
    };
    expect(given(template)).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    [
      "brings a run id",
      { ...nightly, workflowRunId: "1" },
      "workflowRunId: leave it out; the second run would be refused, since its id is used",
    ],
    ["is no spec", [], "spec: must be an object"],
    ["has no list", {}, "taskList: is missing, and so is taskSource, a list in S3"],
    [
      "names a list that pattern 1 does not read",
      { taskSource: { format: "PREFIX", prefix: "in/" } },
      'taskSource.format: must be JSONL, received "PREFIX"',
    ],
    [
      "names a revision, which another one follows",
      { ...nightly, taskDefinition: "kit:7" },
      'taskDefinition: must be this deployment\'s "<taskDefinition>"; leave it out to get it',
    ],
    [
      "overrides what the deployment does not let it",
      { taskDefaults: { command: ["a"] }, ...nightly },
      "taskDefaults.command",
    ],
  ])("When its spec %s, then the fault names the file and the attribute", (_, spec, fault) => {
    expect(given(spec)).toEqual([
      expect.stringContaining(`scheduleSpec is "${scheduleSpec}", which does not fit: ${fault}`),
    ]);
  });

  it("When its spec cannot be read, then the fault says so", () => {
    expect(faultsOf({ region, schedule, scheduleSpec: "no/such.json" })).toEqual([
      expect.stringMatching(/^scheduleSpec is "no\/such\.json", which does not fit: ENOENT/),
    ]);
    write(join(folder, "nightly.json"), "{");
    expect(faultsOf({ region, schedule, scheduleSpec })).toEqual([expect.stringMatching(/which does not fit: .*JSON/)]);
  });

  it("When patterns are synthesized, then it starts runs of the first, or of the one that is chosen", () => {
    given(nightly);
    expect(read({ schedule, scheduleSpec, patterns: [2] }).schedulePattern).toBe(2);
    expect(read({ schedule, scheduleSpec, schedulePattern: 2 }).schedulePattern).toBe(2);
    expect(given(nightly, { patterns: [1], schedulePattern: 2 })).toEqual([
      "schedulePattern is 2. Allowed: one of patterns, which is [1]",
    ]);
  });
});

describe("Given the table of settings", () => {
  it("When defaults are checked, then each is one that its setting allows", () => {
    const defaults = v.getDefaults(v.object(settingTable));
    expect(faultsOf({ ...defaults, region })).toEqual([]);
    expect(defaults).toMatchObject({ patterns: [1, 2], tags: {} });
  });
});
