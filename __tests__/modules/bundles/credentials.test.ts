import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { TaskLaunch } from "../../../tools/local/endpoints/ecs/task-runner";
import { taskEnvironment } from "../../../workflow/task-environment";
import { deployment } from "../../support/deployment";
import { startTaskLab } from "../../support/task-lab";

const { s3BucketName, workflowName } = deployment;
const job = { workflowName, taskName: "copy", objectKey: "in/file", s3BucketName };

/** The only ones that this S3 accepts. */
const credentials = { AccessKeyId: "TASK", SecretAccessKey: "secret", Token: "token" };

describe("Given a task whose credentials ECS gives by an address, and none in its environment", () => {
  let lab: Awaited<ReturnType<typeof startTaskLab>>;
  let ecsCredentials: Server;
  let asked: (string | undefined)[] = [];
  beforeAll(async () => {
    ecsCredentials = createServer((request, response) => {
      asked.push(request.url);
      response.end(JSON.stringify({ ...credentials, Expiration: "2099-01-01T00:00:00Z" }));
    }).listen(0, "127.0.0.1");
    [lab] = await Promise.all([startTaskLab(), once(ecsCredentials, "listening")]);
    await lab.put(job.objectKey, "x");
    await lab.exitCodeOf(await lab.launch({ ...job, workflowRunId: "1" }));
  });
  afterAll(async () => {
    await lab.close();
    ecsCredentials.close();
  });
  beforeEach(() => {
    asked = [];
  });

  /** Runs the container of the first launch in a run of its own, without credentials in its environment. */
  const runWith = (workflowRunId: string, variables: Record<string, string>): Promise<number> =>
    lab.runAgain(lab.launches[0] as TaskLaunch, {
      AWS_ACCESS_KEY_ID: "",
      AWS_SECRET_ACCESS_KEY: "",
      [taskEnvironment.workflowRunId]: workflowRunId,
      ...variables,
    });

  it("When it runs, then it asks there once for all its clients, and DynamoDB and S3 accept them", async () => {
    const { port } = ecsCredentials.address() as AddressInfo;
    const AWS_CONTAINER_CREDENTIALS_FULL_URI = `http://127.0.0.1:${port}/credentials/of-the-task-role`;

    expect(await runWith("2", { AWS_CONTAINER_CREDENTIALS_FULL_URI })).toBe(0);
    expect(asked).toEqual(["/credentials/of-the-task-role"]);
  });

  it("When there is no such address either, then it says what is missing", async () => {
    expect(await runWith("3", {})).toBe(1);
    expect(lab.lines.at(-1)?.line).toContain("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  });
});
