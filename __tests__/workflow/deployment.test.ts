import { deploymentKeys, environmentName, readEnvironment, toEnvironment } from "../../workflow/deployment";
import { deployment } from "../support/deployment";

describe("Given what a deployment knows", () => {
  it("When it becomes the environment of a Lambda, then each key is in upper snake case", () => {
    expect(toEnvironment({ ...deployment, maxTimeoutSeconds: "3600" })).toEqual({
      REGION: "eu-west-1",
      S3_BUCKET_NAME: "kit-bucket",
      SUBNET_ID_LITERAL: "subnet-1$subnet-2",
      SEPARATOR: "$",
      WORKFLOW_NAME: "kit",
      SECURITY_GROUP_ID: "sg-1",
      ASSIGN_PUBLIC_IP: "DISABLED",
      DDB_TABLE_NAME_WF_SUMMARY: "summary",
      HASH_KEY_WF_SUMMARY: "workflow_name",
      RANGE_KEY_WF_SUMMARY: "workflow_run_id",
      DDB_TABLE_NAME_WF_DETAILS: "details",
      HASH_KEY_WF_DETAILS: "workflow_run_id",
      RANGE_KEY_WF_DETAILS: "ecs_task_id",
      CLUSTER_NAME: "kit",
      CONTAINER_NAME: "ecs-task",
      TASK_DEFINITION: "kit:1",
      MAX_TIMEOUT_SECONDS: "3600",
    });
  });

  it("When the environment is read back, then it is the same deployment", () => {
    expect(readEnvironment(deploymentKeys, toEnvironment({ ...deployment }))).toEqual(deployment);
  });

  it.each([undefined, ""])("When a variable is %j, then the error names it", (value) => {
    const environment = { ...toEnvironment({ ...deployment }), CLUSTER_NAME: value };
    expect(() => readEnvironment(deploymentKeys, environment)).toThrow(/CLUSTER_NAME/);
  });

  it("When two keys are different, then so are their variables", () => {
    expect(new Set(deploymentKeys.map(environmentName)).size).toBe(deploymentKeys.length);
  });
});
