import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { readFileSync } from "node:fs";
import { cdktf, deploy, outputsFile } from "../../tools/local/cloud/cdktf";
import { sampleKey } from "../../tools/local/bucket";
import { sampleLists } from "../../tools/run-local/workflow-input";
import { DeployedStacks, type Outputs } from "./deployed";
import { givenTools } from "./given-tools";

const stack = "amazon-ecs-starter-kit-pattern-3";

// One deployment for all: the tests below run in their order.
givenTools("Given an empty account, and pattern 3 asked for", () => {
  const deployed = new DeployedStacks();
  beforeAll(async () => {
    process.env["KIT_PATTERNS"] = "3";
    await deployed.start();
  });
  afterAll(() => deployed.close());

  it("When cdktf deploy is run, then it succeeds, and the next plan is empty", async () => {
    const deploying = await deploy(deployed.command, [stack]);
    expect(deploying === 0 ? "deployed" : deployed.printed).toBe("deployed");
    const planning = await deployed.terraform(stack, "plan", "-input=false", "-no-color", "-detailed-exitcode");
    expect(planning === 0 ? "empty" : deployed.printed).toBe("empty");
  });

  it("When it is started with the spec of its outputs and a list, then it succeeds", async () => {
    const all = JSON.parse(readFileSync(outputsFile(deployed.command.workspace), "utf8")) as Record<string, Outputs>;
    const { s3BucketName, stateMachineArn, workflowSpecs } = all[stack] as Outputs;
    const s3 = new S3Client(deployed.client);
    for (const [Key, Body] of Object.entries({ ...sampleLists(3), [sampleKey]: "a sample" }))
      await s3.send(new PutObjectCommand({ Bucket: s3BucketName, Key, Body }));
    const sfn = new SFNClient(deployed.client);
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: workflowSpecs }));
    const describe = () => sfn.send(new DescribeExecutionCommand({ executionArn }));
    let execution = await describe();
    while (execution.status === "RUNNING") {
      await new Promise((resolve) => setTimeout(resolve, 500));
      execution = await describe();
    }
    expect([execution.status, execution.cause]).toEqual(["SUCCEEDED", undefined]);
    expect(JSON.parse(execution.output ?? "")).toMatchObject({
      iterator: { status: "Completed", completedTasks: 3, failedTasks: 0 },
    });
  });

  it("When cdktf destroy is run, then it succeeds, bucket and tables not being empty", async () => {
    const exitCode = await cdktf(deployed.command, "destroy", ["--skip-provider-lock", "--auto-approve", stack]);
    expect(exitCode === 0 ? "destroyed" : deployed.printed).toBe("destroyed");
  });
});
