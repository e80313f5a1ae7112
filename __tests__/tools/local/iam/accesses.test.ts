import {
  BatchGetItemCommand,
  DynamoDBClient,
  ListTablesCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import {
  DescribeTasksCommand,
  ECSClient,
  ListClustersCommand,
  ListTasksCommand,
  RunTaskCommand,
  StopTaskCommand,
  type RunTaskCommandInput,
} from "@aws-sdk/client-ecs";
import * as s3 from "@aws-sdk/client-s3";
import { front } from "../../../../tools/local/iam/front";
import type { Service, ServiceCall, Account } from "../../../../tools/local/iam/service-call";
import { startLocalServer, type Endpoint } from "../../../../tools/local/http/local-server";
import { Iam } from "../../../../tools/local/iam/iam";

const region = "us-east-1";
const accountId = "000000000000";
const ecsArn = (resource: string) => `arn:aws:ecs:${region}:${accountId}:${resource}`;
const tableArn = (resource: string) => `arn:aws:dynamodb:${region}:${accountId}:table/${resource}`;
const roleArn = (name: string) => `arn:aws:iam::${accountId}:role/${name}`;

const account: Account = {
  region,
  accountId,
  taskDefinitions: [
    {
      family: "copy",
      revision: 1,
      taskDefinitionArn: ecsArn("task-definition/copy:1"),
      taskRoleArn: roleArn("task"),
      executionRoleArn: roleArn("execution"),
      containerDefinitions: [{ name: "copy" }],
    },
  ],
};

/** Understands calls and answers none. */
const calls: ServiceCall[] = [];
const fronts: Endpoint[] = [];
const clientOptions = async (service: Service) => {
  const noted = front({
    service,
    behind: ({ url }) => {
      if (!url.endsWith("?tagging")) throw new Error("nothing else proceeds");
      return { status: 200, headers: {}, body: url.startsWith("/b/tagged%20%2B%C3%BC?") ? "<Tag>" : "" };
    },
    account,
    principals: new Iam({ region, accountId, roles: [], resourcePolicies: {}, endpoints: [] }),
    intercept: (call) => {
      calls.push(call);
      return Promise.resolve({ status: 418, headers: {}, body: "" });
    },
  });
  const server = await startLocalServer(noted);
  fronts.push(server);
  return {
    endpoint: server.url,
    region,
    credentials: { accessKeyId: "KEY", secretAccessKey: "secret" },
    maxAttempts: 1,
  };
};

let dynamodbClient: DynamoDBClient;
let ecsClient: ECSClient;
let s3Client: s3.S3Client;
beforeAll(async () => {
  dynamodbClient = new DynamoDBClient(await clientOptions("dynamodb"));
  ecsClient = new ECSClient(await clientOptions("ecs"));
  s3Client = new s3.S3Client({ ...(await clientOptions("s3")), forcePathStyle: true });
});
beforeEach(() => {
  calls.length = 0;
});
afterAll(async () => {
  for (const client of [dynamodbClient, ecsClient, s3Client]) client.destroy();
  await Promise.all(fronts.map((front) => front.close()));
});

/** What a command was understood as: its operation, then a line for each access. */
async function understood(sent: Promise<unknown>): Promise<readonly string[]> {
  await sent.catch(() => undefined);
  return calls.flatMap(({ operation, accesses }) => [
    operation,
    ...accesses.map(({ action, resource, context }) =>
      [action, resource, ...Object.entries(context).map(([key, value]) => `${key}=${String(value)}`)].join(" "),
    ),
  ]);
}

describe("Given requests of the DynamoDB client", () => {
  it("When each is understood, then it needs the action of its name on its table or index", async () => {
    const Key = { id: { S: "a" } };
    expect(await understood(dynamodbClient.send(new UpdateItemCommand({ TableName: "runs", Key })))).toEqual([
      "UpdateItem",
      `dynamodb:UpdateItem ${tableArn("runs")}`,
    ]);
    calls.length = 0;
    const query = { TableName: tableArn("runs"), KeyConditionExpression: "id = :id" };
    expect(await understood(dynamodbClient.send(new QueryCommand(query)))).toEqual([
      "Query",
      `dynamodb:Query ${tableArn("runs")}`,
    ]);
    calls.length = 0;
    expect(
      await understood(dynamodbClient.send(new QueryCommand({ ...query, TableName: "runs", IndexName: "open" }))),
    ).toEqual(["Query", `dynamodb:Query ${tableArn("runs/index/open")}`]);
    calls.length = 0;
    const RequestItems = { runs: { Keys: [Key] }, tasks: { Keys: [Key] } };
    expect(await understood(dynamodbClient.send(new BatchGetItemCommand({ RequestItems })))).toEqual([
      "BatchGetItem",
      `dynamodb:BatchGetItem ${tableArn("runs")}`,
      `dynamodb:BatchGetItem ${tableArn("tasks")}`,
    ]);
    calls.length = 0;
    expect(await understood(dynamodbClient.send(new ListTablesCommand({})))).toEqual([
      "ListTables",
      "dynamodb:ListTables *",
    ]);
  });
});

describe("Given requests of the ECS client", () => {
  const cluster = `ecs:cluster=${ecsArn("cluster/main")}`;
  const runs = (definition: string, more = "") =>
    `ecs:RunTask ${ecsArn(`task-definition/${definition}`)} ${cluster}${more}`;
  const passing = (name: string) => `iam:PassRole ${roleArn(name)} iam:PassedToService=ecs-tasks.amazonaws.com`;
  const runTask = (input: Partial<RunTaskCommandInput>) =>
    new RunTaskCommand({ cluster: "main", taskDefinition: "copy:1", ...input });

  it.each<[string, RunTaskCommandInput, string[]]>([
    [
      "names the definition by family and revision",
      runTask({}).input,
      [runs("copy:1"), passing("task"), passing("execution")],
    ],
    [
      "names subnets and a public address, of which AWS tells policies or does not",
      runTask({
        networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-1", "subnet-2"], assignPublicIp: "ENABLED" } },
      }).input,
      [
        runs("copy:1"),
        runs("copy:1", " ecs:subnet=subnet-1,subnet-2 ecs:auto-assign-public-ip=true"),
        passing("task"),
        passing("execution"),
      ],
    ],
    [
      "names the definition by family, the cluster by ARN",
      runTask({ taskDefinition: "copy", cluster: ecsArn("cluster/main") }).input,
      [runs("copy:1"), passing("task"), passing("execution")],
    ],
    ["names another definition", runTask({ taskDefinition: "other:7" }).input, [runs("other:7")]],
    [
      "names another role",
      runTask({ overrides: { taskRoleArn: roleArn("admin") } }).input,
      [runs("copy:1"), passing("admin"), passing("execution")],
    ],
    [
      "tags the task",
      runTask({ tags: [{ key: "a", value: "b" }] }).input,
      [runs("copy:1"), passing("task"), passing("execution"), `ecs:TagResource ${ecsArn("task/main/*")} ${cluster}`],
    ],
  ])("When RunTask %s, then it needs the roles passed too", async (_, input, expected) => {
    expect(await understood(ecsClient.send(new RunTaskCommand(input)))).toEqual(["RunTask", ...expected]);
  });

  it("When tasks are described, stopped and listed, then each is a resource", async () => {
    const arn = ecsArn("task/main/1");
    await ecsClient.send(new DescribeTasksCommand({ cluster: "main", tasks: [arn, "2"] })).catch(() => undefined);
    await ecsClient.send(new StopTaskCommand({ cluster: "main", task: "1" })).catch(() => undefined);
    expect(await understood(ecsClient.send(new ListTasksCommand({ cluster: "main" })))).toEqual([
      "DescribeTasks",
      `ecs:DescribeTasks ${arn} ${cluster}`,
      `ecs:DescribeTasks ${ecsArn("task/main/2")} ${cluster}`,
      "StopTask",
      `ecs:StopTask ${arn} ${cluster}`,
      "ListTasks",
      `ecs:ListTasks ${ecsArn("container-instance/main/*")} ${cluster}`,
    ]);
  });

  it("When it is not known what a call needs, then the answer says so, and nobody is asked", async () => {
    await expect(ecsClient.send(new ListClustersCommand({}))).rejects.toMatchObject({
      name: "NotImplemented",
      message: "What ecs:ListClusters needs is not known here",
    });
    expect(calls).toEqual([]);
  });
});

describe("Given requests of the S3 client", () => {
  const object = { Bucket: "b", Key: "in/a b+ü" };
  const arn = "arn:aws:s3:::b/in/a b+ü";
  const part = { ...object, UploadId: "u", PartNumber: 1 };
  const copyOf = (key: string) => ({ ...object, CopySource: `b/${encodeURIComponent(key)}` });
  const send = (command: object) => understood((s3Client as { send(command: object): Promise<unknown> }).send(command));

  it.each<[string, object, string[]]>([
    ["GetObject", new s3.GetObjectCommand(object), [`s3:GetObject ${arn}`]],
    ["HeadObject", new s3.HeadObjectCommand(object), [`s3:GetObject ${arn}`]],
    ["PutObject", new s3.PutObjectCommand({ ...object, Body: "a" }), [`s3:PutObject ${arn}`]],
    [
      "PutObject",
      new s3.PutObjectCommand({ ...object, Body: "a", Tagging: "a=b", ACL: "private" }),
      [`s3:PutObject ${arn}`, `s3:PutObjectTagging ${arn}`, `s3:PutObjectAcl ${arn}`],
    ],
    ["DeleteObject", new s3.DeleteObjectCommand(object), [`s3:DeleteObject ${arn}`]],
    ["GetObjectTagging", new s3.GetObjectTaggingCommand(object), [`s3:GetObjectTagging ${arn}`]],
    [
      "CopyObject",
      new s3.CopyObjectCommand(copyOf("from")),
      ["s3:GetObject arn:aws:s3:::b/from", `s3:PutObject ${arn}`],
    ],
    [
      "CopyObject",
      new s3.CopyObjectCommand(copyOf("tagged +ü")),
      [
        "s3:GetObject arn:aws:s3:::b/tagged +ü",
        `s3:PutObject ${arn}`,
        "s3:GetObjectTagging arn:aws:s3:::b/tagged +ü",
        `s3:PutObjectTagging ${arn}`,
      ],
    ],
    [
      "CopyObject",
      new s3.CopyObjectCommand({ ...copyOf("tagged +ü"), TaggingDirective: "REPLACE", Tagging: "a=b" }),
      ["s3:GetObject arn:aws:s3:::b/tagged +ü", `s3:PutObject ${arn}`, `s3:PutObjectTagging ${arn}`],
    ],
    ["CreateMultipartUpload", new s3.CreateMultipartUploadCommand(object), [`s3:PutObject ${arn}`]],
    ["UploadPart", new s3.UploadPartCommand({ ...part, Body: "a" }), [`s3:PutObject ${arn}`]],
    [
      "UploadPartCopy",
      new s3.UploadPartCopyCommand({ ...part, CopySource: "b/from" }),
      ["s3:GetObject arn:aws:s3:::b/from", `s3:PutObject ${arn}`],
    ],
    ["CompleteMultipartUpload", new s3.CompleteMultipartUploadCommand(part), [`s3:PutObject ${arn}`]],
    ["AbortMultipartUpload", new s3.AbortMultipartUploadCommand(part), [`s3:AbortMultipartUpload ${arn}`]],
    ["ListObjectsV2", new s3.ListObjectsV2Command({ Bucket: "b", MaxKeys: 1 }), ["s3:ListBucket arn:aws:s3:::b"]],
  ])("When %s is understood, then it needs what S3 asks for", async (operation, command, expected) => {
    expect(await send(command)).toEqual([operation, ...expected]);
  });

  it.each([
    ["GetObjectAcl", new s3.GetObjectAclCommand(object)],
    ["HeadBucket", new s3.HeadBucketCommand({ Bucket: "b" })],
    ["ListBuckets", new s3.ListBucketsCommand({})],
  ])(
    "When it is not known what %s needs, then the answer says so, and nobody is asked",
    async (_operation, command) => {
      const sent = (s3Client as { send(command: object): Promise<unknown> }).send(command);
      await expect(sent).rejects.toMatchObject({ $metadata: { httpStatusCode: 501 } });
      expect(calls).toEqual([]);
    },
  );
});
