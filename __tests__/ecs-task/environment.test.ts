import { readTaskEnvironment } from "../../ecs-task/environment";
import { taskEnvironment } from "../../workflow/task-environment";
import { overridesOf } from "../../workflow/task-overrides";
import { deployment } from "../support/deployment";

const definition = {
  [taskEnvironment.region]: "eu-west-1",
  [taskEnvironment.detailsTable]: "details",
  [taskEnvironment.detailsHashKey]: "workflow_run_id",
  [taskEnvironment.detailsRangeKey]: "ecs_task_id",
  ECS_CONTAINER_METADATA_URI_V4: "http://169.254.170.2/v4/1",
};
const entry = { taskName: "a", objectKey: "in/file" };
const environmentFrom = (spec: object): Record<string, string> => {
  const { containerOverrides } = overridesOf({ ...deployment, ...spec }, entry, "42");
  const overrides = containerOverrides[0]?.environment.map(({ name, value }) => [name, value]);
  return { ...definition, ...(Object.fromEntries(overrides ?? []) as Record<string, string>) };
};

const identity = {
  region: "eu-west-1",
  detailsTable: "details",
  detailsHashKey: "workflow_run_id",
  detailsRangeKey: "ecs_task_id",
  workflowName: "kit",
  workflowRunId: "42",
  taskName: "a",
  metadataUri: "http://169.254.170.2/v4/1",
};

describe("Given the environment that a task definition and RunTask's overrides make up", () => {
  it.each([
    ["a spec that says the least", {}, { targetFolder: "", simulatedWorkSeconds: 0 }],
    [
      "a spec that says all",
      { targetFolder: "out", simulatedWorkSeconds: 90 },
      { targetFolder: "out", simulatedWorkSeconds: 90 },
    ],
  ])("When it stems from %s, then the task reads what the launcher wrote", (_, spec, job) => {
    expect(readTaskEnvironment(environmentFrom(spec))).toEqual({
      ...identity,
      s3BucketName: "kit-bucket",
      objectKey: "in/file",
      attempt: 1,
      attempts: 1,
      retryOn: "any",
      ...job,
    });
  });

  it("When rows are not kept for ever, then the task learns for how long", () => {
    expect(readTaskEnvironment({ ...environmentFrom({}), retention_days: "30" })).toMatchObject({ retentionDays: 30 });
  });
});

describe("Given an environment that breaks the contract", () => {
  const prefix = "The container's environment is not valid, nothing was done: ";

  it("When only the job is wrong, then the error names each variable and knows who the task is", () => {
    const environment = {
      ...environmentFrom({}),
      s3_bucket_name: "",
      simulated_work_seconds: "soon",
      object_key: "k".repeat(1_025),
    };
    expect(() => readTaskEnvironment(environment)).toThrow(
      expect.objectContaining({
        name: "InvalidTaskEnvironment",
        message:
          `${prefix}s3_bucket_name is empty; object_key must be at most 1024 bytes, not "${"k".repeat(1_025)}"; ` +
          'simulated_work_seconds must be a whole number of seconds, not "soon"',
        identity,
      }) as Error,
    );
  });

  it("When the table's keys are other ones, then the error says which they must be and knows no task", () => {
    const environment = {
      ...environmentFrom({}),
      workflow_details_hash_key: "id",
      workflow_details_range_key: undefined,
    };
    expect(() => readTaskEnvironment(environment)).toThrow(
      expect.objectContaining({
        message: `${prefix}workflow_details_hash_key must be "workflow_run_id", not "id"; workflow_details_range_key is missing`,
        identity: undefined,
      }) as Error,
    );
  });
});
