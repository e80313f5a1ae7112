import { ListTasksCommand, paginateListTasks, StopTaskCommand } from "@aws-sdk/client-ecs";
import { AwsError } from "../../../tools/local/http/aws-answers";
import { ConnectionLost } from "../../../tools/local/http/exchange";
import { startEcsLab, type EcsLab } from "../../support/ecs-lab";

let lab: EcsLab;
afterEach(() => lab.close());

const override = (value: string) => ({
  overrides: { containerOverrides: [{ name: "ecs-task", environment: [{ name: "v", value }] }] },
});
const emptyOverride = JSON.stringify(override("").overrides).length;

describe("Given RunTask with something that ECS refuses", () => {
  it.each([
    ["an unknown cluster", { cluster: "other" }, "ClusterNotFoundException", "Cluster not found."],
    ["an unknown task definition", { taskDefinition: "copy:9" }, "ClientException", "TaskDefinition not found: copy:9"],
    ["11 tasks at once", { count: 11 }, "InvalidParameterException", "count must be between 1 and 10."],
    [
      "startedBy of 129 characters",
      { startedBy: "s".repeat(129) },
      "InvalidParameterException",
      "startedBy must be at most 128 letters, digits, hyphens, slashes and underscores.",
    ],
    [
      "a client token of 65 characters",
      { clientToken: "t".repeat(65) },
      "InvalidParameterException",
      "clientToken must be at most 64 printable ASCII characters.",
    ],
    [
      "overrides of 8,193 characters",
      override("v".repeat(8_193 - emptyOverride)),
      "InvalidParameterException",
      "Container Overrides length must be at most 8192",
    ],
    [
      "an override for another container",
      { overrides: { containerOverrides: [{ name: "other" }] } },
      "InvalidParameterException",
      "Override for a container that is not in the TaskDefinition.",
    ],
    [
      "no subnets",
      { networkConfiguration: undefined },
      "InvalidParameterException",
      "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    ],
    [
      "a launch type beside capacity providers",
      { launchType: "FARGATE" as const, capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT" }] },
      "InvalidParameterException",
      "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.",
    ],
  ])("When it has %s, then the error says so and nothing runs", async (_, input, name, message) => {
    lab = await startEcsLab("");
    await expect(lab.run(input)).rejects.toMatchObject({ name, message });
    expect(lab.endpoint.tasks()).toEqual([]);
  });
});

describe("Given RunTask at the limits of ECS", () => {
  it.each([
    ["overrides of 8,192 characters", override("v".repeat(8_192 - emptyOverride)), "copy:1"],
    ["startedBy of 128 characters", { startedBy: "s".repeat(128) }, "copy:1"],
    ["a family without a revision, which means the newest", { taskDefinition: "copy" }, "copy:2"],
    [
      "ARNs",
      {
        cluster: "arn:aws:ecs:us-east-1:000000000000:cluster/kit",
        taskDefinition: "arn:aws:ecs:us-east-1:000000000000:task-definition/copy:1",
      },
      "copy:1",
    ],
  ])("When it has %s, then the task runs", async (_, input, definition) => {
    lab = await startEcsLab("");
    const { tasks } = await lab.run(input);
    expect(tasks?.map(({ taskDefinitionArn }) => taskDefinitionArn?.split("/").at(-1))).toEqual([definition]);
  });
});

describe("Given a client token that was used", () => {
  it("When the same call comes again, then it gets the same answer and nothing runs twice", async () => {
    lab = await startEcsLab("");
    const first = await lab.run({ clientToken: "t", count: 2 });
    await lab.until("STOPPED");
    const second = await lab.run({ clientToken: "t", count: 2 });

    expect(second.tasks).toEqual(first.tasks);
    expect(lab.endpoint.tasks()).toHaveLength(2);
  });

  it("When another call comes with it, then it conflicts with the tasks of the first", async () => {
    lab = await startEcsLab("");
    const { tasks } = await lab.run({ clientToken: "t" });
    const resourceIds = tasks?.map(({ taskArn }) => taskArn);

    await expect(lab.run({ clientToken: "t", startedBy: "other" })).rejects.toMatchObject({
      name: "ConflictException",
      resourceIds,
    });
    expect(lab.endpoint.tasks()).toHaveLength(1);
  });
});

describe("Given RunTask calls under client tokens, and a clock", () => {
  let hours = 0;
  const now = () => new Date(Date.parse("2026-11-25T00:00:00Z") + hours * 3_600_000);
  beforeEach(() => {
    hours = 0;
  });
  const full = { reason: "Capacity is unavailable at this time" };

  it("When ECS had no room, then the refusal is replayed, and another token is asked for anew", async () => {
    const refusals = [full.reason];
    lab = await startEcsLab("", { now, refusal: () => refusals.shift() });

    const answers = [];
    for (const clientToken of ["t", "t", "u"]) answers.push(await lab.run({ clientToken }));
    expect(answers.map(({ tasks, failures }) => ({ tasks: tasks?.length, failures }))).toEqual([
      { tasks: 0, failures: [full] },
      { tasks: 0, failures: [full] },
      { tasks: 1, failures: [] },
    ]);
  });

  it("When a refusal is older than an hour, then its reason is not told; after a day it is forgotten", async () => {
    const refusals = [full.reason];
    lab = await startEcsLab("", { now, refusal: () => refusals.shift() });
    await lab.run({ clientToken: "t" });

    hours = 1.01;
    expect(await lab.run({ clientToken: "t" })).toMatchObject({ tasks: [], failures: [{}] });
    expect((await lab.run({ clientToken: "t" })).failures?.[0]?.reason).toBeUndefined();
    hours = 24.01;
    expect((await lab.run({ clientToken: "t" })).tasks).toHaveLength(1);
  });

  it("When a task stopped more than an hour ago, then its token starts another, and ECS has forgotten it", async () => {
    lab = await startEcsLab("", { now });
    const { tasks } = await lab.run({ clientToken: "t" });
    const first = await lab.until("STOPPED");
    hours = 1;
    expect(await lab.run({ clientToken: "t" })).toMatchObject({ tasks });
    expect((await lab.describe(first.taskArn)).failures).toEqual([]);

    hours = 1.01;
    expect((await lab.run({ clientToken: "t" })).tasks?.[0]?.taskArn).not.toBe(first.taskArn);
    expect((await lab.describe(first.taskArn)).failures).toEqual([{ arn: first.taskArn, reason: "MISSING" }]);
  });

  it("When a task runs on, then its token is good for a day", async () => {
    lab = await startEcsLab("setInterval(() => {}, 1000)", { now });
    const { tasks } = await lab.run({ clientToken: "t" });
    hours = 24;
    expect(await lab.run({ clientToken: "t" })).toMatchObject({ tasks });
    hours = 24.01;
    await lab.run({ clientToken: "t" });
    expect(lab.endpoint.tasks()).toHaveLength(2);
  });

  it("When the call ended with an error, then it is not remembered", async () => {
    lab = await startEcsLab("", { now });
    await expect(lab.run({ clientToken: "t", taskDefinition: "copy:9" })).rejects.toThrow("not found");
    expect((await lab.run({ clientToken: "t" })).tasks).toHaveLength(1);
  });

  it("When it started nothing and comes again with other parameters, then the conflict names no tasks", async () => {
    lab = await startEcsLab("", { now, refusal: () => full.reason });
    await lab.run({ clientToken: "t" });
    const conflict = await lab.run({ clientToken: "t", startedBy: "other" }).catch((error: unknown) => error);
    expect(conflict).toMatchObject({ name: "ConflictException", resourceIds: undefined });
  });

  it("When another cluster has the same token, then it is another token", async () => {
    lab = await startEcsLab("", { now }, { clusterNames: ["kit", "other"] });
    await lab.run({ clientToken: "t" });
    await lab.run({ clientToken: "t", cluster: "other" });
    expect(lab.endpoint.tasks()).toHaveLength(2);
  });
});

describe("Given a quota of vCPUs", () => {
  const reason = "You've reached the limit on the number of vCPUs you can run concurrently";

  it("When it is full, then RunTask says so in `failures` of a 200, until a task is STOPPED", async () => {
    lab = await startEcsLab("setInterval(() => {}, 1000)", { vcpus: 0.75, maxRunning: 1 });
    const { tasks = [], failures } = await lab.run({ count: 5 });
    expect([tasks.length, failures]).toEqual([3, [{ reason }, { reason }]]);
    expect(await lab.run()).toMatchObject({ tasks: [], failures: [{ reason }] });

    await lab.client.send(new StopTaskCommand({ cluster: "kit", task: String(tasks[2]?.taskArn) }));
    await lab.until("STOPPED", tasks[2]?.taskArn);
    expect(await lab.run()).toMatchObject({ tasks: [{ lastStatus: "PROVISIONING" }], failures: [] });
  });

  it("When a task asks for more than its definition, then that counts", async () => {
    lab = await startEcsLab("", { vcpus: 1 });
    expect(await lab.run({ overrides: { cpu: "2048", memory: "4096" } })).toMatchObject({
      tasks: [],
      failures: [{ reason }],
    });
  });
});

describe("Given a revision that was deregistered", () => {
  const definition = { family: "copy", containerDefinitions: [{ name: "ecs-task" }] } as const;
  const taskDefinitions = [
    { ...definition, revision: 1 },
    { ...definition, revision: 2, status: "INACTIVE" as const },
  ];

  it("When it is named, then RunTask refuses; when the family is, then the newest other one is taken", async () => {
    lab = await startEcsLab("", {}, { taskDefinitions });
    await expect(lab.run({ taskDefinition: "copy:2" })).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: "TaskDefinition is inactive",
    });
    const { tasks } = await lab.run({ taskDefinition: "copy" });
    expect(tasks?.[0]?.taskDefinitionArn).toMatch(/copy:1$/);
  });
});

describe("Given tasks of two runs", () => {
  beforeEach(async () => {
    lab = await startEcsLab("setInterval(() => {}, 1000)", { maxRunning: 1 });
    await lab.run({ count: 5, startedBy: "one" });
    await lab.run({ count: 2, startedBy: "two" });
  });
  const list = async (input: object): Promise<(string | undefined)[]> => {
    const { taskArns = [] } = await lab.client.send(new ListTasksCommand({ cluster: "kit", ...input }));
    return taskArns.map((arn) => lab.endpoint.tasks().find(({ taskArn }) => taskArn === arn)?.startedBy);
  };

  it("When they are listed, then by who started them, by family and by the status they shall have", async () => {
    const [first] = lab.endpoint.tasks();
    await lab.client.send(new StopTaskCommand({ cluster: "kit", task: String(first?.taskArn) }));

    expect(await list({ startedBy: "one" })).toEqual(["one", "one", "one", "one"]);
    expect(await list({ startedBy: "one", desiredStatus: "STOPPED" })).toEqual(["one"]);
    expect(await list({ family: "copy" })).toHaveLength(6);
    expect(await list({ family: "other" })).toEqual([]);
  });

  it("When they are listed page by page, then each comes once", async () => {
    const pages: number[] = [];
    const arns: string[] = [];
    for await (const page of paginateListTasks({ client: lab.client, pageSize: 3 }, { cluster: "kit" })) {
      pages.push(page.taskArns?.length ?? 0);
      arns.push(...(page.taskArns ?? []));
    }
    expect(pages).toEqual([3, 3, 1]);
    expect(arns).toEqual(lab.endpoint.tasks().map(({ taskArn }) => taskArn));
  });

  it("When they are described by ARN and by id, then unknown ones are failures MISSING", async () => {
    const [first, second] = lab.endpoint.tasks().map(({ taskArn }) => taskArn);
    const { tasks, failures } = await lab.describe(String(first), String(second?.split("/").at(-1)), "none");

    expect(tasks?.map(({ taskArn }) => taskArn)).toEqual([first, second]);
    expect(failures).toEqual([{ arn: "arn:aws:ecs:us-east-1:000000000000:task/kit/none", reason: "MISSING" }]);
  });

  it("When more than 100 are described at once, or one is stopped that is unknown, then ECS refuses", async () => {
    await expect(lab.describe(...Array.from({ length: 101 }, String))).rejects.toThrow("more than 100");
    const unknown = new StopTaskCommand({ cluster: "kit", task: "none" });
    await expect(lab.client.send(unknown)).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: "The referenced task was not found.",
    });
  });
});

describe("Given an interceptor", () => {
  it("When it throws an error of ECS, then the client gets it and nothing runs", async () => {
    lab = await startEcsLab("", {
      intercept: () => Promise.reject(new AwsError("ThrottlingException", "Rate exceeded")),
    });
    await expect(lab.run()).rejects.toMatchObject({ name: "ThrottlingException" });
    expect(lab.endpoint.tasks()).toEqual([]);
  });

  it("When it answers itself, then the client gets that and nothing runs", async () => {
    const failures = [{ arn: "arn:aws:ecs:us-east-1:000000000000:cluster/kit", reason: "Capacity is unavailable" }];
    lab = await startEcsLab("", {
      intercept: ({ operation }, proceed) =>
        operation === "RunTask" ? Promise.resolve({ tasks: [], failures }) : proceed(),
    });
    expect((await lab.run()).failures).toEqual(failures);
    expect(lab.endpoint.tasks()).toEqual([]);
  });

  it("When it loses the answer, then the call was done and the client does not know", async () => {
    lab = await startEcsLab("", {
      intercept: async (_, proceed) => {
        await proceed();
        throw new ConnectionLost();
      },
    });
    await expect(lab.run()).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(lab.endpoint.tasks()).toHaveLength(1);
  });
});

describe("Given a fault of the service", () => {
  it("When the interceptor throws a ServerException, then the client gets an HTTP 500", async () => {
    lab = await startEcsLab("", { intercept: () => Promise.reject(new AwsError("ServerException", "Internal error")) });
    await expect(lab.run()).rejects.toMatchObject({ name: "ServerException", $metadata: { httpStatusCode: 500 } });
  });
});

describe("Given a request that is none of ours", () => {
  it.each([
    ["AmazonEC2ContainerServiceV20141113.CreateCluster", "{}", "UnknownOperationException"],
    ["AmazonEC2ContainerServiceV20141113.toString", "{}", "UnknownOperationException"],
    ["DynamoDB_20120810.GetItem", "{}", "UnknownOperationException"],
    ["AmazonEC2ContainerServiceV20141113.RunTask", "{", "SerializationException"],
  ])("When it is %s with %s, then the answer is a 400 %s", async (target, body, type) => {
    lab = await startEcsLab("");
    const response = await fetch(lab.endpoint.url, { method: "POST", headers: { "x-amz-target": target }, body });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: type });
  });
});
