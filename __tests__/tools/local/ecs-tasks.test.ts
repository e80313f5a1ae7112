import { StopTaskCommand } from "@aws-sdk/client-ecs";
import { get } from "node:http";
import { json } from "node:stream/consumers";
import type { IncomingMessage } from "node:http";
import { startEcsLab, surroundings, type EcsLab } from "../../support/ecs-lab";

let lab: EcsLab;
afterEach(() => lab.close());

const taskArn = expect.stringMatching(/^arn:aws:ecs:us-east-1:000000000000:task\/kit\/[0-9a-f]{32}$/) as string;
const time = expect.any(Date) as Date;
const stop = (task = "", reason?: string) => lab.client.send(new StopTaskCommand({ cluster: "kit", task, reason }));

const prints = "console.log(JSON.stringify(process.env))";
const waits = "console.log('waiting'); setInterval(() => {}, 1000)";
const obeys = `process.on("SIGTERM", () => process.exit(143)); ${waits}`;
const resists = `process.on("SIGTERM", () => {}); ${waits}`;

describe("Given a task whose program ends by itself", () => {
  it("When it is run, then it goes from PROVISIONING to STOPPED with the exit code of its container", async () => {
    lab = await startEcsLab("process.exit(3)");
    const answer = await lab.run({ startedBy: "run-1" });
    await lab.until("STOPPED");

    const container = { name: "ecs-task", image: "image", taskArn };
    const task = {
      taskArn,
      clusterArn: "arn:aws:ecs:us-east-1:000000000000:cluster/kit",
      taskDefinitionArn: "arn:aws:ecs:us-east-1:000000000000:task-definition/copy:1",
      group: "family:copy",
      startedBy: "run-1",
      launchType: "FARGATE",
      capacityProviderName: "FARGATE",
      platformVersion: "LATEST",
      createdAt: time,
    };
    expect({ ...answer, $metadata: undefined }).toEqual({
      tasks: [
        {
          ...task,
          lastStatus: "PROVISIONING",
          desiredStatus: "RUNNING",
          containers: [{ ...container, lastStatus: "PROVISIONING" }],
        },
      ],
      failures: [],
    });
    expect(lab.changes.map(({ lastStatus }) => lastStatus)).toEqual([
      "PROVISIONING",
      "PENDING",
      "RUNNING",
      "DEPROVISIONING",
      "STOPPED",
    ]);
    const { tasks } = await lab.describe(String(answer.tasks?.[0]?.taskArn));
    expect(tasks).toEqual([
      {
        ...task,
        lastStatus: "STOPPED",
        desiredStatus: "STOPPED",
        startedAt: time,
        stoppedAt: time,
        stopCode: "EssentialContainerExited",
        stoppedReason: "Essential container in task exited",
        containers: [{ ...container, lastStatus: "STOPPED", exitCode: 3 }],
      },
    ]);
  });

  it("When it reads its environment, then it finds the definition's, the overrides and nothing of ours", async () => {
    lab = await startEcsLab(prints);
    const environment = [{ name: "from", value: "override" }];
    const { tasks } = await lab.run({ overrides: { containerOverrides: [{ name: "ecs-task", environment }] } });
    const [line] = await lab.untilLines(1);

    expect(JSON.parse(String(line))).toEqual({
      ...surroundings,
      PATH: process.env["PATH"],
      from: "override",
      kept: "definition",
      AWS_REGION: "us-east-1",
      AWS_EXECUTION_ENV: "AWS_ECS_FARGATE",
      ECS_CONTAINER_METADATA_URI_V4: `${lab.endpoint.url}/v4/${String(tasks?.[0]?.taskArn?.split("/").at(-1))}`,
    });
  });
});

describe("Given a task that runs", () => {
  it("When it asks for its metadata, then it learns its ARN", async () => {
    lab = await startEcsLab(obeys);
    await lab.run();
    const task = await lab.until("RUNNING");
    const uri = `${lab.endpoint.url}/v4/${String(task.taskArn.split("/").at(-1))}`;

    expect(await getJson(`${uri}/task`)).toMatchObject([
      200,
      {
        TaskARN: task.taskArn,
        Family: "copy",
        Revision: "1",
        KnownStatus: "RUNNING",
        Containers: [{ Image: "image" }],
      },
    ]);
    expect(await getJson(uri)).toMatchObject([200, { Name: "ecs-task", DesiredStatus: "RUNNING" }]);
    expect(await getJson(`${uri}/other`)).toMatchObject([404, {}]);
    expect(await getJson(`${lab.endpoint.url}/v4/other/task`)).toMatchObject([404, {}]);
  });

  it.each([
    ["obeys SIGTERM", obeys, 143],
    ["does not, and is killed after its stop timeout", resists, 137],
  ])("When StopTask is called and it %s, then it says who stopped it and why", async (_, program, exitCode) => {
    lab = await startEcsLab(program);
    const { tasks } = await lab.run();
    await lab.untilLines(1);
    const { task } = await stop(tasks?.[0]?.taskArn, "enough");
    const stopped = await lab.until("STOPPED");

    expect([task?.lastStatus, task?.desiredStatus]).toEqual(["RUNNING", "STOPPED"]);
    expect(stopped).toMatchObject({ stopCode: "UserInitiated", stoppedReason: "enough", containers: [{ exitCode }] });
    expect((await stop(stopped.taskArn, "again")).task?.stoppedReason).toBe("enough");
  });

  it("When the endpoint closes, then its process is gone", async () => {
    lab = await startEcsLab(`console.log(process.pid); ${resists}`);
    await lab.run();
    const pid = Number((await lab.untilLines(1))[0]);
    await lab.endpoint.close();

    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
    expect(lab.endpoint.tasks().map(({ lastStatus }) => lastStatus)).toEqual(["STOPPED"]);
  });
});

describe("Given more tasks than may run at once", () => {
  it("When they are run, then they wait as PENDING and follow in their order", async () => {
    lab = await startEcsLab("setTimeout(() => {}, 20)", { maxRunning: 2 });
    await lab.run({ count: 5 });
    await Promise.all(lab.endpoint.tasks().map((task) => lab.until("STOPPED", task.taskArn)));

    const running = lab.changes.filter(({ lastStatus }) => lastStatus === "RUNNING").map((task) => task.taskArn);
    expect(running).toEqual(lab.endpoint.tasks().map((task) => task.taskArn));
    expect(mostAtOnce(lab.changes.map(({ lastStatus }) => lastStatus))).toBe(2);
  });

  it("When one that waits is stopped, then it never starts", async () => {
    lab = await startEcsLab(obeys, { maxRunning: 1 });
    const { tasks } = await lab.run({ count: 2 });
    await stop(tasks?.[1]?.taskArn, "enough");
    await lab.untilLines(1);
    await stop(tasks?.[0]?.taskArn);
    await lab.until("STOPPED", tasks?.[0]?.taskArn);

    const never = await lab.until("STOPPED", tasks?.[1]?.taskArn);
    expect(never).toMatchObject({ stopCode: "UserInitiated", stoppedReason: "enough" });
    expect([never.startedAt, never.containers?.[0]?.exitCode, lab.lines.length]).toEqual([undefined, undefined, 1]);
  });
});

describe("Given a container that cannot be started", () => {
  it.each([
    [
      "at once",
      () => {
        throw new Error("no image");
      },
    ],
    [
      "later",
      () => ({
        started: Promise.reject(new Error("no image")),
        ended: new Promise<number>(() => undefined),
        stop: () => undefined,
        kill: () => undefined,
      }),
    ],
  ])(
    "When the runner says so %s, then the task stops as TaskFailedToStart and the next has its turn",
    async (_, start) => {
      lab = await startEcsLab(prints, { runner: start, maxRunning: 1 });
      await lab.run({ count: 2 });
      await Promise.all(lab.endpoint.tasks().map((task) => lab.until("STOPPED", task.taskArn)));

      expect(lab.endpoint.tasks().map(({ stopCode, stoppedReason }) => [stopCode, stoppedReason])).toEqual([
        ["TaskFailedToStart", "Error: no image"],
        ["TaskFailedToStart", "Error: no image"],
      ]);
    },
  );
});

/** How many tasks were RUNNING at once, by the order of the states told. */
function mostAtOnce(states: readonly (string | undefined)[]): number {
  let now = 0;
  return Math.max(...states.map((state) => (now += { RUNNING: 1, DEPROVISIONING: -1 }[String(state)] ?? 0)));
}

const getJson = (uri: string): Promise<[number | undefined, unknown]> =>
  new Promise((resolve, reject) => {
    get(uri, (response: IncomingMessage) => {
      json(response).then((body) => {
        resolve([response.statusCode, body]);
      }, reject);
    }).on("error", reject);
  });
