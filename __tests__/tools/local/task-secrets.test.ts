import { tmpdir } from "node:os";
import { processRunner } from "../../../tools/local/endpoints/ecs/process-runner";
import { withSecrets } from "../../../tools/local/runners";
import { startEcsLab, type EcsLab } from "../../support/ecs-lab";

const lines: string[] = [];
let lab: EcsLab;

beforeAll(async () => {
  const secrets = ["FIRST_SECRET", "SECOND_SECRET"].map((name) => ({
    name,
    valueFrom: `arn:aws:ssm:us-east-1:123456789012:parameter/${name}`,
  }));
  const program = { command: ["sh", "-c", "echo $FIRST_SECRET $SECOND_SECRET $OTHER_SECRET"], folder: tmpdir() };
  const taskDefinitions = [
    { family: "copy", revision: 1, containerDefinitions: [{ name: "ecs-task", image: "image", secrets }] as const },
  ];
  const runner = withSecrets(processRunner(() => program, { environment: {}, onLine: (_, line) => lines.push(line) }));
  lab = await startEcsLab("", { runner }, { taskDefinitions });
});
afterAll(() => lab.close());

const names = ["FIRST_SECRET", "SECOND_SECRET", "OTHER_SECRET"];
beforeEach(() => {
  for (const name of names) process.env[name] = `value of ${name}`;
});
afterEach(() => {
  for (const name of names) Reflect.deleteProperty(process.env, name);
});

const ended = async () => {
  const { tasks: [{ taskArn = "" } = {}] = [] } = await lab.run();
  return lab.until("STOPPED", taskArn);
};

describe("Given a task definition with secrets on a machine without a store of them", () => {
  it("When variables of their names are set, then tasks get their values, and no other variable", async () => {
    await ended();
    expect(lines).toEqual(["value of FIRST_SECRET value of SECOND_SECRET"]);
  });

  it("When one is not set, then a task fails to start, and the reason names it", async () => {
    delete process.env["SECOND_SECRET"];
    expect(await ended()).toMatchObject({
      stopCode: "TaskFailedToStart",
      stoppedReason: expect.stringContaining(
        "ResourceInitializationError: unable to pull secrets: on this machine SECOND_SECRET comes from the environment",
      ) as string,
    });
  });

  it("When an override sets one, then RunTask is refused", async () => {
    const environment = [{ name: "FIRST_SECRET", value: "mine" }];
    const run = lab.run({ overrides: { containerOverrides: [{ name: "ecs-task", environment }] } });
    await expect(run).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: expect.stringContaining("The secret name must be unique") as string,
    });
  });
});
