import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import type { EcsTask } from "../../tools/local/endpoints/ecs/tasks";
import type { DetailRow } from "../../workflow/audit-rows";
import { deployment } from "../support/deployment";
import { startTaskLab, type TaskVariables } from "../support/task-lab";

const { s3BucketName, workflowName } = deployment;

let lab: Awaited<ReturnType<typeof startTaskLab>>;
beforeAll(async () => {
  lab = await startTaskLab();
});
afterAll(() => lab.close());

let run = 0;
/** Variables of a task in a run of its own. */
const variables = (objectKey: string, others: TaskVariables = {}) => ({
  workflowName,
  workflowRunId: String(++run),
  taskName: "copy",
  s3BucketName,
  objectKey,
  ...others,
});

const rowOf = async ({ taskArn }: EcsTask): Promise<DetailRow | undefined> =>
  (await lab.tables.details()).find((row) => row.ecs_task_id === taskArn);

const taskIdOf = ({ taskArn }: EcsTask): string => taskArn.split("/").at(-1) ?? "";
const isoTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string;

/** The whole row of a task that ended; `end` is what tells it from others. */
const endedRow = (task: EcsTask, end: Partial<DetailRow>): DetailRow => ({
  workflow_run_id: String(run),
  ecs_task_id: task.taskArn,
  workflow_name: workflowName,
  task_name: "copy",
  status: "Failed",
  start_time: isoTime,
  update_time: isoTime,
  exec_time_in_seconds: expect.any(Number) as number,
  ...end,
});

describe("Given the bundled task, run as a process by ECS", () => {
  it.each([
    ["a plain key", "in/input.bin"],
    ["spaces", "in/two words.bin"],
    ["signs that URLs reserve", "in/a+b&c=d?e#f;g,h:i@j$k!'()*.bin"],
    ["percent signs", "in/100% and %2B.bin"],
    ["quotes, brackets and backslashes", `in/"it's" <[{|}]> \\ ^~\`.bin`],
    ["dots", "in/...a..b./.c"],
    ["what would lead elsewhere in a path", "a/../b.bin"],
    ["a slash at its beginning", "/lead.bin"],
    ["two slashes", "a//b.bin"],
    ["a last part of 230 characters", `in/${"p".repeat(230)}`],
    ["what looks like an expression", "in/$.spec {} ${x} __proto__"],
    ["letters beyond ASCII", "in/Übergröße 東京 🎉.bin"],
    ["991 bytes, so that the copy's has 1,024", `${"k".repeat(99)}/`.repeat(9) + "é".repeat(45) + "k"],
  ])("When the key has %s, then the object is copied beside itself and the row says Completed", async (_, key) => {
    await lab.put(key, key);
    const task = await lab.launch(variables(key));

    expect(await lab.exitCodeOf(task)).toBe(0);
    const destination_key = `${key}_${taskIdOf(task)}`;
    expect(await rowOf(task)).toEqual(endedRow(task, { status: "Completed", destination_key }));
    const copy = await lab.s3.send(new GetObjectCommand({ Bucket: s3BucketName, Key: destination_key }));
    expect([await copy.Body?.transformToString(), copy.ContentType, copy.Metadata]).toEqual([
      key,
      "text/x-test",
      { a: "b" },
    ]);
  });

  it("When a target folder is given, then the copy goes there", async () => {
    await lab.put("deep/in/here.bin", "x");
    const task = await lab.launch(variables("deep/in/here.bin", { targetFolder: "results/today/" }));

    expect(await lab.exitCodeOf(task)).toBe(0);
    expect(await lab.keys()).toContain(`results/today/here.bin_${taskIdOf(task)}`);
  });

  it("When the object does not exist, then the row says Failed and which object, and the exit code is 1", async () => {
    const task = await lab.launch(variables("in/none.bin"));

    expect(await lab.exitCodeOf(task)).toBe(1);
    const reason = `CopyFailed: s3://${s3BucketName}/in/none.bin was not copied: the object does not exist (404)`;
    expect(await rowOf(task)).toEqual(endedRow(task, { reason }));
  });

  it("When the copy's key would be too long for S3, then the row says so", async () => {
    const key = "k".repeat(1_000);
    const task = await lab.launch(variables(key));

    expect(await lab.exitCodeOf(task)).toBe(1);
    const reason = expect.stringMatching(/^DestinationKeyTooLong: .* 1033 bytes, S3 takes at most 1024;/) as string;
    expect(await rowOf(task)).toEqual(endedRow(task, { reason }));
  });

  it("When it is stopped while it works, then it records so and leaves at once with 143", async () => {
    await lab.put("in/slow.bin", "x");
    const task = await lab.launch(variables("in/slow.bin", { simulatedWorkSeconds: "60" }));
    await lab.line(task, "Copied");
    const stoppedAt = Date.now();
    await lab.stop(task);

    expect(await lab.exitCodeOf(task)).toBe(143);
    expect(Date.now() - stoppedAt).toBeLessThan(5_000);
    const reason = expect.stringMatching(/^Stopped: the task was stopped by SIGTERM after \d+ s,/) as string;
    expect(await rowOf(task)).toEqual(endedRow(task, { reason }));
  });

  const left = { attempt: "1", attempts: "2" };
  it.each([
    ["any end, and the object is missing", "in/none.bin", { ...left, retryOn: "any" }, "Running", /^CopyFailed: /],
    [
      "infrastructure, and the object is missing",
      "in/none.bin",
      { ...left, retryOn: "infrastructure" },
      "Failed",
      /^CopyFailed: /,
    ],
    [
      "any end, and it is the last",
      "in/none.bin",
      { attempt: "2", attempts: "2", retryOn: "any" },
      "Failed",
      /^CopyFailed: /,
    ],
  ])(
    "When another attempt may follow after %s, then its row stays open just where one does",
    async (_, key, more, status, reason) => {
      const task = await lab.launch(variables(key, more));

      expect(await lab.exitCodeOf(task)).toBe(1);
      const row = await rowOf(task);
      expect(row).toMatchObject({
        task_name: "copy",
        status,
        reason: expect.stringMatching(reason) as string,
      });
      // That of a later attempt says so from its beginning.
      expect([row?.attempt, row?.attempts]).toEqual(more.attempt === "2" ? [2, 2] : [undefined, undefined]);
    },
  );

  it("When another attempt may follow and it is stopped, then the monitor says why, unless it has spoken", async () => {
    await lab.put("in/slow.bin", "x");
    const task = await lab.launch(
      variables("in/slow.bin", { ...left, retryOn: "infrastructure", simulatedWorkSeconds: "60" }),
    );
    await lab.line(task, "Copied");
    await lab.stop(task);

    expect(await lab.exitCodeOf(task)).toBe(143);
    expect(await rowOf(task)).toMatchObject({
      status: "Running",
      reason: expect.stringMatching(/^Stopped: /) as string,
    });
    const key = { workflowName, workflowRunId: String(run), taskId: task.taskArn };
    await lab.store.recordTask(key, "TimedOut", { task_name: "copy", reason: "too slow" });
    await lab.store.noteOpenTask(key, { reason: "stopped" });
    expect(await rowOf(task)).toMatchObject({ status: "TimedOut", reason: "too slow" });
  });

  it("When the same task runs again after it completed, then nothing changes and the exit code is 0", async () => {
    await lab.put("in/twice.bin", "x");
    const task = await lab.launch(variables("in/twice.bin"));
    await lab.exitCodeOf(task);
    const before = [await rowOf(task), await lab.keys()];
    const launch = lab.launches.find(({ taskArn }) => taskArn === task.taskArn);

    expect(launch && (await lab.runAgain(launch))).toBe(0);
    expect([await rowOf(task), await lab.keys()]).toEqual(before);
  });

  it("When the monitor settled its row meanwhile, then the row stays as it is and the exit code is 1", async () => {
    await lab.put("in/late.bin", "x");
    const task = await lab.launch(variables("in/late.bin", { simulatedWorkSeconds: "1" }));
    await lab.line(task, "Copied");
    const key = { workflowName, workflowRunId: String(run), taskId: task.taskArn };
    await lab.store.recordTask(key, "TimedOut", { task_name: "copy", reason: "too slow" });
    const settled = await rowOf(task);

    expect(await lab.exitCodeOf(task)).toBe(1);
    expect(await rowOf(task)).toEqual(settled);
  });

  it("When the environment lacks what to copy, then the row says which variables", async () => {
    const task = await lab.launch({ workflowName, workflowRunId: String(++run), taskName: "copy", objectKey: "" });

    expect(await lab.exitCodeOf(task)).toBe(78);
    const reason =
      "InvalidTaskEnvironment: The container's environment is not valid, nothing was done: " +
      "s3_bucket_name is missing; object_key is empty";
    expect(await rowOf(task)).toEqual(endedRow(task, { reason }));
  });

  it("When the environment lacks who the task is, then a line says what and no row is written", async () => {
    const task = await lab.launch(variables("in/input.bin", { workflowRunId: "007" }));

    expect(await lab.exitCodeOf(task)).toBe(78);
    expect(await rowOf(task)).toBeUndefined();
    const fault = `workflow_run_id must be 1 to 38 digits that do not start with 0, not \\"007\\"`;
    expect(lab.lines.filter(({ taskId }) => taskId === taskIdOf(task)).map(({ line }) => line)).toContainEqual(
      expect.stringContaining(fault),
    );
  });

  it("When ECS is slow to tell the task its ARN, then the task waits, and does its work", async () => {
    await lab.put("in/patient.bin", "x");
    const task = await lab.launch(variables("in/patient.bin"));
    await lab.exitCodeOf(task);
    const launch = lab.launches.find(({ taskArn }) => taskArn === task.taskArn);
    const taskArn = `${task.taskArn}0`;
    const slow = createServer((_request, response) => {
      setTimeout(() => response.end(JSON.stringify({ TaskARN: taskArn })), 3_000);
    }).listen(0, "127.0.0.1");
    await once(slow, "listening");
    const ECS_CONTAINER_METADATA_URI_V4 = `http://127.0.0.1:${(slow.address() as AddressInfo).port}`;

    expect(launch && (await lab.runAgain(launch, { ECS_CONTAINER_METADATA_URI_V4 }))).toBe(0);
    expect(await rowOf({ ...task, taskArn })).toMatchObject({ status: "Completed" });
    slow.close();
  });
});
