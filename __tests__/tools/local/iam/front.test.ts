import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { ECSClient, ListTasksCommand } from "@aws-sdk/client-ecs";
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ServiceException,
} from "@aws-sdk/client-s3";
import { startLocalServer, type Endpoint } from "../../../../tools/local/http/local-server";
import { front } from "../../../../tools/local/iam/front";
import type { Service, ServiceCall, ServiceInterceptor, Account } from "../../../../tools/local/iam/service-call";
import { AwsError, errorAnswer } from "../../../../tools/local/http/aws-answers";
import { chained, ConnectionLost, forward, type Handler } from "../../../../tools/local/http/exchange";
import { newS3 } from "../../../../tools/local/endpoints/s3/s3";
import { judged } from "../../../../tools/local/iam/denial";
import { Iam } from "../../../../tools/local/iam/iam";
import { parsePolicy } from "../../../../tools/local/iam/policy";
import { forFunction, forStateMachine, forTask, type Credentials } from "../../../../tools/local/iam/principals";

const region = "us-east-1";
const accountId = "000000000000";
const service = "lambda.amazonaws.com";
const roleArn = `arn:aws:iam::${accountId}:role/path/reader`;
const bucketArn = "arn:aws:s3:::artifacts";

const functionArn = `arn:aws:lambda:${region}:${accountId}:function:worker`;
const trusting = (Service: string, Condition: object) =>
  parsePolicy(
    { Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service }, Condition } },
    "of trust",
  );
const trust = trusting(service, { StringEquals: { "aws:SourceAccount": accountId } });
const allowing = (Action: string[], Resource: string[]) =>
  parsePolicy({ Statement: [{ Effect: "Allow", Action, Resource }] }, "of a role");
const writer = `arn:aws:iam::${accountId}:role/writer`;
const roles = [
  { arn: roleArn, trust, policies: [allowing(["s3:GetObject"], [`${bucketArn}/*`])] },
  { arn: writer, trust, policies: [allowing(["s3:*"], ["*"])] },
];

/** The bucket's policy: some of its objects are nobody's to read. */
const resourcePolicies = {
  [bucketArn]: parsePolicy(
    {
      Statement: [
        { Effect: "Deny", Principal: "*", Action: "s3:GetObject", Resource: `${bucketArn}/secret/*` },
        {
          Effect: "Deny",
          Principal: "*",
          Action: "*",
          Resource: "*",
          Condition: { Bool: { "aws:SecureTransport": false } },
        },
      ],
    },
    "of the bucket",
  ),
};

/** The policy of S3's endpoint, for what comes from within the VPC: everything but writing. */
const s3Policy = parsePolicy(
  {
    Statement: [
      { Effect: "Allow", Principal: "*", Action: ["s3:GetObject", "s3:ListBucket"], Resource: "*" },
      { Effect: "Deny", Principal: "*", Action: "s3:GetObject", Resource: `${bucketArn}/kept/*` },
    ],
  },
  "of the endpoint",
);
const endpoints = [{ vpcId: "vpc-1", serviceName: `com.amazonaws.${region}.s3`, policy: s3Policy }];
const principals = new Iam({ region, accountId, roles, resourcePolicies, endpoints });

const s3 = newS3({ artifacts: region });
const account: Account = { region, accountId, taskDefinitions: [] };
const fronts: Endpoint[] = [];
const frontUrl = async (of: Service, intercept: ServiceInterceptor, behind: Handler = s3): Promise<string> => {
  const server = await startLocalServer(front({ service: of, behind, account, principals, intercept }));
  fronts.push(server);
  return server.url;
};

/** A service that is not there. */
const gone: Handler = (request) => forward({ url: "http://127.0.0.1:1" }, request);

const common = { region, maxAttempts: 1 };
const s3Client = (endpoint: string, credentials: Credentials) =>
  new S3Client({ ...common, endpoint, credentials, forcePathStyle: true });

const judge = judged(principals.authorize);
const calls: ServiceCall[] = [];
const noting: ServiceInterceptor = (call, proceed) => {
  calls.push(call);
  return proceed();
};

const assume = (arn: string, vpcId?: string) =>
  principals.assumeRole(arn, forFunction(functionArn, vpcId), "session-1");
const object = { Bucket: "artifacts", Key: "in/ü +" };

beforeEach(() => {
  calls.length = 0;
});
afterAll(async () => {
  await Promise.all(fronts.map((endpoint) => endpoint.close()));
});

describe("Given a front before S3 that judges", () => {
  it("When a role that may puts and gets a large object, then it travels whole", async () => {
    const client = s3Client(await frontUrl("s3", chained([judge, noting])), assume(writer));
    const Body = Buffer.alloc(20 * 1024 ** 2, "0123456789");
    await client.send(new PutObjectCommand({ ...object, Body }));
    const got = await client.send(new GetObjectCommand(object));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(Body)).toBe(true);
    expect((await client.send(new HeadObjectCommand(object))).ContentLength).toBe(Body.length);
    expect(calls.map(({ operation, principal }) => [operation, principal?.callerArn])).toEqual(
      ["PutObject", "GetObject", "HeadObject"].map((operation) => [
        operation,
        `arn:aws:sts::${accountId}:assumed-role/writer/session-1`,
      ]),
    );
  });

  it("When a role may not, then the service is not reached, and the answer is S3's", async () => {
    const client = s3Client(await frontUrl("s3", chained([judge, noting])), assume(roleArn));
    const Body = Buffer.alloc(5 * 1024 ** 2);
    const caller = `User: arn:aws:sts::${accountId}:assumed-role/reader/session-1`;
    await expect(client.send(new PutObjectCommand({ ...object, Body }))).rejects.toMatchObject({
      name: "AccessDenied",
      message:
        `${caller} is not authorized to perform: s3:PutObject on resource: "${bucketArn}/in/ü +" ` +
        "because no identity-based policy allows the s3:PutObject action",
      $metadata: { httpStatusCode: 403 },
    });
    await expect(client.send(new GetObjectCommand({ ...object, Key: "secret/a" }))).rejects.toMatchObject({
      name: "AccessDenied",
      message:
        `${caller} is not authorized to perform: s3:GetObject on resource: "${bucketArn}/secret/a" ` +
        "with an explicit deny in a resource-based policy",
    });
    expect(calls).toEqual([]);
  });

  it("When a role may, but the endpoint of the VPC lets it not through, then the answer says so", async () => {
    const endpoint = await frontUrl("s3", chained([judge, noting]));
    const caller = `User: arn:aws:sts::${accountId}:assumed-role/writer/session-1`;
    const inside = s3Client(endpoint, assume(writer, "vpc-1"));
    await expect(inside.send(new PutObjectCommand({ ...object, Body: "a" }))).rejects.toMatchObject({
      name: "AccessDenied",
      message:
        `${caller} is not authorized to perform: s3:PutObject on resource: "${bucketArn}/in/ü +" ` +
        "because no VPC endpoint policy allows the s3:PutObject action",
    });
    await expect(inside.send(new GetObjectCommand({ ...object, Key: "kept/a" }))).rejects.toMatchObject({
      message: expect.stringContaining("with an explicit deny in a VPC endpoint policy") as string,
    });
    expect(calls).toEqual([]);
    const elsewhere = s3Client(endpoint, assume(writer, "vpc-2"));
    await elsewhere.send(new PutObjectCommand({ ...object, Body: "b" }));
    const outside = s3Client(endpoint, assume(writer));
    await outside.send(new PutObjectCommand({ ...object, Body: "a" }));
    expect(await (await inside.send(new GetObjectCommand(object))).Body?.transformToString()).toBe("a");
  });

  it("When an object is missing, then only who may list the bucket gets to know", async () => {
    const endpoint = await frontUrl("s3", judge);
    const missing = { ...object, Key: "missing" };
    const [lister, reader] = [assume(writer), assume(roleArn)].map((credentials) => s3Client(endpoint, credentials));
    const statusOf = (sent: Promise<unknown> | undefined) =>
      sent?.then(
        () => 200,
        (error: unknown) => (error as S3ServiceException).$metadata.httpStatusCode,
      );
    expect([
      await statusOf(lister?.send(new HeadObjectCommand(missing))),
      await statusOf(lister?.send(new GetObjectCommand(missing))),
      await statusOf(reader?.send(new HeadObjectCommand(missing))),
      await statusOf(reader?.send(new GetObjectCommand(missing))),
    ]).toEqual([404, 404, 403, 403]);
  });

  it("When nobody known has signed, then each service says so as it does", async () => {
    const credentials = { accessKeyId: "NOBODY", secretAccessKey: "secret" };
    const dynamodb = new DynamoDBClient({ ...common, endpoint: await frontUrl("dynamodb", judge), credentials });
    const ecs = new ECSClient({ ...common, endpoint: await frontUrl("ecs", judge), credentials });
    const endpoint = await frontUrl("s3", judge);
    await expect(
      dynamodb.send(new GetItemCommand({ TableName: "runs", Key: { id: { S: "a" } } })),
    ).rejects.toMatchObject({ name: "UnrecognizedClientException", $metadata: { httpStatusCode: 400 } });
    await expect(ecs.send(new ListTasksCommand({}))).rejects.toMatchObject({ name: "UnrecognizedClientException" });
    await expect(
      s3Client(endpoint, credentials).send(new ListObjectsV2Command({ Bucket: "artifacts" })),
    ).rejects.toMatchObject({ name: "InvalidAccessKeyId", $metadata: { httpStatusCode: 403 } });
    const unsigned = await fetch(`${endpoint}/artifacts/a`);
    expect([unsigned.status, await unsigned.text()]).toEqual([
      403,
      expect.stringContaining("<Code>AccessDenied</Code>"),
    ]);
  });
});

describe("Given a front with interceptors", () => {
  it("When one answers in place of S3, then nothing happens there", async () => {
    const slow = errorAnswer("s3", new AwsError("SlowDown", "Please reduce your request rate.", { status: 503 }));
    const client = s3Client(await frontUrl("s3", () => Promise.resolve(slow)), assume(writer));
    await expect(client.send(new PutObjectCommand({ ...object, Key: "never", Body: "a" }))).rejects.toMatchObject({
      name: "SlowDown",
      message: "Please reduce your request rate.",
      $metadata: { httpStatusCode: 503 },
    });
    expect(await keys()).not.toContain("never");
  });

  it("When one loses the answer, then the call took effect; when it loses the request, then it did not", async () => {
    const afterwards: ServiceInterceptor = async (_call, proceed) => {
      await proceed();
      throw new ConnectionLost();
    };
    const before: ServiceInterceptor = () => Promise.reject(new ConnectionLost());
    for (const [Key, intercept] of Object.entries({ afterwards, before })) {
      const client = s3Client(await frontUrl("s3", intercept), assume(writer));
      await expect(client.send(new PutObjectCommand({ ...object, Key, Body: "a" }))).rejects.toThrow("socket hang up");
    }
    expect(await keys()).toContain("afterwards");
    expect(await keys()).not.toContain("before");
  });

  it("When the service behind is gone, then the connection is lost", async () => {
    const client = s3Client(await frontUrl("s3", noting, gone), assume(writer));
    await expect(client.send(new GetObjectCommand(object))).rejects.toThrow("socket hang up");
  });

  async function keys(): Promise<(string | undefined)[]> {
    const client = s3Client(await frontUrl("s3", (_call, proceed) => proceed()), assume(writer));
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: "artifacts" }));
    return Contents.map(({ Key }) => Key);
  }
});

describe("Given roles", () => {
  it("When a service assumes one that does not trust it, or that is not there, then the error names both", () => {
    expect(() => principals.assumeRole(roleArn, forTask(region, accountId, "1"), "a")).toThrow(
      `The trust policy of ${roleArn} does not let ecs-tasks.amazonaws.com assume it`,
    );
    expect(() => principals.assumeRole(`${roleArn}2`, forFunction(functionArn, "vpc-1"), "a")).toThrow(
      `There is no role ${roleArn}2, which ${service} needs`,
    );
  });
  const machine = `arn:aws:states:${region}:${accountId}:stateMachine:copy`;
  const [named, labelled] = [machine, `${machine}/Launch`].map(forStateMachine);
  it.each([
    ["a function of the account", trust, forFunction(functionArn), true],
    ["a function of another account", trust, forFunction(functionArn.replace(accountId, "111111111111")), false],
    ["the state machine", trusting("states.amazonaws.com", { ArnLike: { "aws:SourceArn": machine } }), named, true],
    ["its Map Run", trusting("states.amazonaws.com", { ArnLike: { "aws:SourceArn": machine } }), labelled, false],
    [
      "any task of the account",
      trusting("ecs-tasks.amazonaws.com", { ArnLike: { "aws:SourceArn": `arn:aws:ecs:${region}:${accountId}:*` } }),
      forTask(region, accountId, "1"),
      true,
    ],
    // That Lambda tells a function's ARN then is not documented: a policy that counts on it is not taken to work.
    [
      "a function by its ARN",
      trusting(service, { ArnLike: { "aws:SourceArn": functionArn } }),
      forFunction(functionArn),
      false,
    ],
  ] as const)(
    "When a policy trusts %s, then the service gets the role only for it",
    (_, policy, assuming, expected) => {
      const granted = [{ arn: roleArn, trust: policy, policies: [] }];
      const one = new Iam({ region, accountId, roles: granted, resourcePolicies: {}, endpoints: [] });
      const attempt = () => one.assumeRole(roleArn, assuming as NonNullable<typeof assuming>, "a");
      if (expected) expect(one.find(attempt().accessKeyId)?.arn).toBe(roleArn);
      else expect(attempt).toThrow("The trust policy of");
    },
  );
});
