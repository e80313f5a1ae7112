import { ListTasksCommand, paginateListTasks, StopTaskCommand } from "@aws-sdk/client-ecs";
import { ConnectionLost, EcsError } from "../../../tools/local/endpoints/ecs";
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
      intercept: () => Promise.reject(new EcsError("ThrottlingException", "Rate exceeded")),
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
