import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { appliedIn } from "../../../../tools/local/deployed/applied";
import type { AwsRequest } from "../../../../tools/local/http/exchange";
import type { JsonObject } from "../../../../tools/local/json";

const account = { region: "us-east-1", accountId: "123456789012" };
const roleArn = "arn:aws:iam::123456789012:role/worker";
const revision = (number: number) => ({
  ...{ arn: `arn:aws:ecs:us-east-1:123456789012:task-definition/kit:${number}`, family: "kit", revision: number },
  container_definitions: JSON.stringify([{ name: "ecs-task", image: `image:${number}` }]),
});
const document = (Action: string) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] });
const trust = JSON.stringify({
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }],
});

/** A state as Terraform writes it: what has no value is null, empty text or an empty list, and a block is a list. */
const applied: Readonly<Record<string, JsonObject>> = {
  aws_ecs_cluster: { id: "cluster", name: "kit" },
  aws_ecs_task_definition: revision(1),
  aws_iam_role: {
    ...{ id: "worker", arn: roleArn, assume_role_policy: trust, permissions_boundary: "" },
    inline_policy: [{ name: "own", policy: document("s3:GetObject") }],
    managed_policy_arns: ["arn:aws:iam::aws:policy/Managed"],
  },
  aws_iam_role_policy: { role: "worker", policy: document("s3:GetObject") },
  aws_iam_role_policy_attachment: { role: "worker", policy_arn: "arn:aws:iam::aws:policy/Managed" },
  aws_lambda_function: {
    ...{ function_name: "work", arn: "arn:function", handler: "index.handler", role: roleArn, timeout: 60 },
    ...{ memory_size: 256, filename: "work.zip", vpc_config: [{ subnet_ids: ["subnet-1"] }] },
    ...{ environment: [{ variables: { GREETING: "Hello" } }], logging_config: [{ log_group: "", log_format: "Text" }] },
  },
  aws_s3_bucket_policy: {
    bucket: "artifacts",
    policy: document("s3:*").replace('"Effect"', '"Principal":"*","Effect"'),
  },
  aws_sfn_state_machine: { name: "machine", arn: "arn:machine", role_arn: roleArn, definition: '{"StartAt":"A"}' },
  aws_subnet: { id: "subnet-1", vpc_id: "vpc-1" },
  aws_vpc_endpoint: { vpc_id: "vpc-1", service_name: "com.amazonaws.us-east-1.s3", policy: null },
};

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "applied-test-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const instance = (attributes: JsonObject) => ({ attributes });
const stateOf = (resources: Readonly<Record<string, JsonObject>>) =>
  JSON.stringify({
    version: 4,
    resources: Object.entries(resources).map(([type, attributes]) => ({
      ...{ mode: "managed", type, name: "one", instances: [instance(attributes)] },
    })),
  });
const write = (text: string, stack = "stack") => {
  writeFileSync(join(folder, `${stack}.tfstate`), text);
};

const none = () => Promise.resolve({ status: 200, headers: {}, body: "{}" });

describe("Given what Terraform has applied", () => {
  it("When nothing was, then there is nothing", async () => {
    const deployed = appliedIn(folder, account, none);
    await deployed.refresh();
    expect(deployed).toMatchObject({ ...account, functions: [], stateMachines: [], taskDefinitions: [], roles: [] });
  });

  it("When it is read, then there is all that programs run by and are judged by", async () => {
    write(stateOf(applied));
    const deployed = appliedIn(folder, account, none);
    await deployed.refresh();
    expect(deployed).toMatchObject({
      clusterNames: ["kit"],
      taskDefinitions: [{ family: "kit", revision: 1, containerDefinitions: [{ name: "ecs-task", image: "image:1" }] }],
      stateMachines: [{ name: "machine", arn: "arn:machine", roleArn, definition: { StartAt: "A" } }],
      functions: [
        {
          ...{ name: "work", arn: "arn:function", handler: "index.handler", roleArn, timeoutSeconds: 60 },
          ...{ memorySizeMb: 256, environment: { GREETING: "Hello" }, subnetIds: ["subnet-1"], zip: undefined },
        },
      ],
      roles: [{ arn: roleArn, unknownPolicyArns: ["arn:aws:iam::aws:policy/Managed"] }],
      vpcIds: { "subnet-1": "vpc-1" },
      endpoints: [],
    });
    expect(deployed.roles[0]?.policies).toHaveLength(1);
    expect(Object.keys(deployed.resourcePolicies)).toEqual(["arn:aws:s3:::artifacts"]);
  });

  it("When two stacks are there, and one is destroyed, then the other is left", async () => {
    const deployed = appliedIn(folder, account, none);
    write(stateOf({ aws_ecs_cluster: { name: "first" } }), "first");
    write(stateOf({ aws_ecs_cluster: { name: "second" } }), "second");
    await deployed.refresh();
    expect(deployed.clusterNames).toEqual(["first", "second"]);
    write(stateOf({}), "first");
    await deployed.refresh();
    expect(deployed.clusterNames).toEqual(["second"]);
  });

  it("When a revision follows another, then both can be run, as in ECS; what was replaced otherwise is gone", async () => {
    const deployed = appliedIn(folder, account, none);
    write(stateOf(applied));
    await deployed.refresh();
    const replaced = { ...instance({ name: "old" }), deposed: "1" };
    const clusters = { mode: "managed", type: "aws_ecs_cluster", name: "one", instances: [replaced] };
    const { version, resources } = JSON.parse(stateOf({ aws_ecs_task_definition: revision(2) })) as {
      readonly version: number;
      readonly resources: readonly object[];
    };
    write(JSON.stringify({ version, resources: [...resources, clusters] }));
    await deployed.refresh();
    expect(deployed.taskDefinitions.map((one) => one.revision)).toEqual([1, 2]);
    expect(deployed.clusterNames).toEqual([]);
  });

  it("When Terraform is about to write a state, then that is waited for", async () => {
    const deployed = appliedIn(folder, account, none);
    const whole = stateOf(applied);
    write(whole.slice(0, 100));
    const refreshed = deployed.refresh();
    write("");
    await new Promise((resolve) => setTimeout(resolve, 100));
    write(whole);
    await refreshed;
    expect(deployed.clusterNames).toEqual(["kit"]);
  });

  it("When a state is of another version, then the error says so", async () => {
    write('{"version":5,"resources":[]}');
    await expect(appliedIn(folder, account, none).refresh()).rejects.toThrow("states of version 5");
  });

  it("When a policy cannot be judged here, then each who asks is told, until it is mended", async () => {
    const deployed = appliedIn(folder, account, none);
    const broken = { role: "worker", policy: document("s3:GetObject").replace('"Allow"', '"Perhaps"') };
    write(stateOf({ ...applied, aws_iam_role_policy: broken }));
    for (let asked = 0; asked < 2; asked += 1)
      await expect(deployed.refresh()).rejects.toThrow("cannot be judged here");
    write(stateOf(applied));
    await deployed.refresh();
    expect(deployed.roles).toHaveLength(1);
  });

  it("When the code of a function is uploaded, then it is passed on, and kept", async () => {
    const passedOn: AwsRequest[] = [];
    const deployed = appliedIn(folder, account, (request) => {
      passedOn.push(request);
      return Promise.resolve({ status: 201, headers: {}, body: '{"FunctionName":"work"}' });
    });
    const upload = (body: object, method = "POST"): AwsRequest => ({
      ...{ service: "lambda", operation: "", method, url: "/2015-03-31/functions", headers: {} },
      body: Buffer.from(JSON.stringify(body)),
    });
    const ZipFile = Buffer.from("zip").toString("base64");
    expect(await deployed.uploads(upload({ Code: { ZipFile } }))).toMatchObject({ status: 201 });
    expect(await deployed.uploads(upload({ Timeout: 3 }))).toBeUndefined();
    write(stateOf(applied));
    await deployed.refresh();
    expect(Buffer.from(deployed.functions[0]?.zip ?? []).toString()).toBe("zip");
    expect(passedOn).toHaveLength(1);
  });
});
