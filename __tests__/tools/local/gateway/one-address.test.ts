import { ListTasksCommand, ECSClient } from "@aws-sdk/client-ecs";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { ListStateMachineVersionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import type { Deployed } from "../../../../tools/local/deployed/deployed";
import { newS3 } from "../../../../tools/local/endpoints/s3/s3";
import { newGateway } from "../../../../tools/local/gateway/gateway";
import { Executions } from "../../../../tools/local/gateway/step-functions/executions";
import { stackServices } from "../../../../tools/local/gateway/stack-services";
import { TaskLogs } from "../../../../tools/local/gateway/task-logs";
import { startLocalServer, type Endpoint } from "../../../../tools/local/http/local-server";
import { Iam } from "../../../../tools/local/iam/iam";
import { parsePolicy } from "../../../../tools/local/iam/policy";
import { forFunction, type Credentials } from "../../../../tools/local/iam/principals";
import { Functions } from "../../../../tools/local/lambda/functions";
import { localCredentials } from "../../../../tools/local/program-environment";

const [region, accountId] = ["us-east-1", "000000000000"];
const roleArn = `arn:aws:iam::${accountId}:role/writer`;
const allowing = (statement: object) => parsePolicy({ Statement: { Effect: "Allow", ...statement } }, "of the role");
const trust = allowing({ Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } });
const policies = [allowing({ Action: ["s3:PutObject", "states:*"], Resource: "*" })];

const deployed: Deployed = {
  ...{ region, accountId, roles: [{ arn: roleArn, trust, policies }], resourcePolicies: {}, endpoints: [], vpcIds: {} },
  ...{ functions: [], stateMachines: [], clusterNames: [], taskDefinitions: [], eventRules: [] },
  refresh: () => Promise.resolve(),
};

const iam = new Iam(deployed);
const reached: string[] = [];
const answering = (service: string) => () => {
  reached.push(service);
  return { status: 200, headers: {}, body: "{}" };
};

let server: Endpoint;
beforeAll(async () => {
  const callerFor = () => Promise.resolve({ integrations: {} });
  server = await startLocalServer(
    newGateway({
      deployed,
      iam,
      stored: {
        s3: newS3({ artifacts: region }),
        ecs: answering("ecs"),
        dynamodb: answering("dynamodb"),
        sns: answering("sns"),
      },
      services: stackServices(deployed),
      functions: new Functions(deployed, "", () => ({})),
      executions: new Executions(deployed, callerFor, false, () => undefined),
      logs: new TaskLogs(),
    }),
  );
});
beforeEach(() => {
  reached.length = 0;
});
afterAll(() => server.close());

const common = (credentials: Credentials) => ({ endpoint: server.url, region, credentials, maxAttempts: 1 });
const callers = {
  operator: () => localCredentials,
  program: () => iam.assumeRole(roleArn, forFunction("arn:aws:lambda:us-east-1:000000000000:function:f"), "f"),
  nobody: () => ({ accessKeyId: "NOBODY", secretAccessKey: "secret" }),
};
const outcomeOf = (sent: Promise<unknown>) =>
  sent.then(
    () => "answered",
    (error: unknown) => (error as Error).name,
  );

describe("Given the one address for all of AWS", () => {
  it.each([
    ["operator", "answered", "answered", "answered"],
    ["program", "answered", "AccessDeniedException", "NotImplemented"],
    ["nobody", "InvalidAccessKeyId", "UnrecognizedClientException", "NotImplemented"],
  ] as const)(
    "When %s calls S3, ECS and Step Functions, then the operator may everything, a program what its role allows and is known here",
    async (caller, ofS3, ofEcs, ofStates) => {
      const as = common(callers[caller]());
      const put = new PutObjectCommand({ Bucket: "artifacts", Key: "a", Body: "a" });
      expect([
        await outcomeOf(new S3Client(as).send(put)),
        await outcomeOf(new ECSClient(as).send(new ListTasksCommand({}))),
        await outcomeOf(new SFNClient(as).send(new ListStateMachineVersionsCommand({ stateMachineArn: "arn" }))),
      ]).toEqual([ofS3, ofEcs, ofStates]);
      expect(reached).toEqual(caller === "operator" ? ["ecs"] : []);
    },
  );

  it.each([
    ["s3", "", 403, "<Code>AccessDenied</Code>"],
    ["dynamodb", "DynamoDB_20120810.GetItem", 400, "MissingAuthenticationTokenException"],
    ["ecs", "AmazonEC2ContainerServiceV20141113.RunTask", 400, "MissingAuthenticationTokenException"],
  ])("When nobody has signed a request for %s, then that service refuses", async (_service, target, status, said) => {
    const headers = target === "" ? {} : { "x-amz-target": target };
    const answer = await fetch(`${server.url}/artifacts/a`, { method: target === "" ? "GET" : "POST", headers });
    expect([answer.status, await answer.text()]).toEqual([status, expect.stringContaining(said)]);
    expect(reached).toEqual([]);
  });
});
