import { limits } from "../../workflow/limits";
import { parseSpec } from "../../workflow/parse-spec";
import { overridesOf } from "../../workflow/task-overrides";
import { deployment } from "../support/deployment";
import { copyJob } from "../../workflow/job";

const entry = { taskName: "a", objectKey: "in/file" };
const least = {
  workflow_name: "kit",
  workflow_run_id: "7",
  task_name: "a",
  s3_bucket_name: "kit-bucket",
  object_key: "in/file",
};
const environmentOf = (values: Record<string, string>) => ({
  containerOverrides: [
    { name: "ecs-task", environment: Object.entries(values).map(([name, value]) => ({ name, value })) },
  ],
});

describe("Given an entry of a spec", () => {
  it("When it says the least, then the container is told no more", () => {
    expect(overridesOf({ ...deployment }, entry, "7")).toEqual(environmentOf(least));
  });

  it("When entry and spec say more, then the container is told it", () => {
    const own = { ...entry, s3BucketName: "other-bucket" };
    const spec = { ...deployment, targetFolder: "out/", simulatedWorkSeconds: 3, taskList: [own] };
    expect(overridesOf(spec, own, "7")).toEqual(
      environmentOf({
        ...least,
        s3_bucket_name: "other-bucket",
        target_folder: "out/",
        simulated_work_seconds: "3",
      }),
    );
  });

  it("When it may have several attempts, then the container is told which this is, and of how many", () => {
    expect(overridesOf({ ...deployment, taskDefaults: { attempts: 3 } }, entry, "7")).toEqual(
      environmentOf({
        ...least,
        task_attempt: "1",
        task_attempts: "3",
        task_retry_on: "any",
      }),
    );
  });

  // The longest that the rules let pass, of the character that JSON makes longest. A place in a list may be before the name.
  it("When all it says is as long as it may be, then ECS takes the overrides", () => {
    const long = (bytes: number) => '"'.repeat(bytes);
    const own = { taskName: long(128), objectKey: long(1_024), s3BucketName: "b".repeat(63) };
    const wordy = { ...deployment, containerName: "c".repeat(255) };
    const spec = parseSpec(
      {
        workflowName: long(128),
        workflowRunId: "9".repeat(38),
        targetFolder: long(900),
        simulatedWorkSeconds: limits.executionSeconds,
        taskList: [own],
      },
      { pattern: 1, deployment: wordy, maxTimeoutSeconds: 60, job: copyJob },
    );
    const placed = { ...own, taskName: `1000000:${own.taskName}` };
    const characters = JSON.stringify(overridesOf(spec, placed, "9".repeat(38))).length;
    expect(characters).toBeLessThan(limits.taskOverridesCharacters);
  });
});
