import { overridesOf } from "../../workflow/task-overrides";
import { deployment } from "../support/deployment";

const entry = { taskName: "a", objectKey: "in/file" };
const environmentOf = (values: Record<string, string>) => ({
  containerOverrides: [
    { name: "ecs-task", environment: Object.entries(values).map(([name, value]) => ({ name, value })) },
  ],
});

describe("Given an entry of a spec", () => {
  it("When it says the least, then the container is told the defaults", () => {
    expect(overridesOf({ ...deployment }, entry, "7")).toEqual(
      environmentOf({
        workflow_name: "kit",
        workflow_run_id: "7",
        task_name: "a",
        s3_bucket_name: "kit-bucket",
        object_key: "in/file",
        target_folder: "",
        simulated_work_seconds: "0",
      }),
    );
  });

  it("When entry and spec say more, then the container is told it", () => {
    const own = { ...entry, s3BucketName: "other-bucket" };
    const spec = { ...deployment, targetFolder: "out/", simulatedWorkSeconds: 3, taskList: [own] };
    expect(overridesOf(spec, own, "7")).toEqual(
      environmentOf({
        workflow_name: "kit",
        workflow_run_id: "7",
        task_name: "a",
        s3_bucket_name: "other-bucket",
        object_key: "in/file",
        target_folder: "out/",
        simulated_work_seconds: "3",
      }),
    );
  });
});
