import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { paginateListObjectsV2, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  type DescribeExecutionCommandOutput,
} from "@aws-sdk/client-sfn";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sampleKey } from "../../../tools/local/contents";
import { textOf } from "../../../tools/local/json";
import type { Resource } from "../../../tools/local/terraform/synthesized-stack";
import { toRow, type DetailRow, type SummaryRow } from "../../../workflow/audit-rows";
import { region, type DeployedPattern, type LocalCloud } from "../running-cloud";

/** Terraform applies one resource, and once more. */
const applyMs = 120_000;

/** A workflow of a pattern, started as the README says, and what is told of it. */
export function workflow(deployed: LocalCloud, pattern: DeployedPattern): void {
  const sfn = () => new SFNClient(deployed.client);
  let executionArn: string;
  let startDate: Date | undefined;

  const start = (name: string, input = deployed.outputs(pattern).workflowSpecs) =>
    sfn().send(new StartExecutionCommand({ stateMachineArn: deployed.outputs(pattern).stateMachineArn, name, input }));

  const ended = async (arn: string): Promise<DescribeExecutionCommandOutput> => {
    for (;;) {
      const execution = await sfn().send(new DescribeExecutionCommand({ executionArn: arn }));
      if (execution.status !== "RUNNING") return execution;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  };

  const rows = async <Row extends SummaryRow | DetailRow>(TableName: string): Promise<Row[]> => {
    const found: Row[] = [];
    for await (const { Items = [] } of paginateScan({ client: new DynamoDBClient(deployed.client) }, { TableName }))
      found.push(...Items.map((item) => toRow<Row>(item)));
    return found;
  };

  const keys = async (): Promise<string[]> => {
    const found: string[] = [];
    const s3 = new S3Client(deployed.client);
    for await (const { Contents = [] } of paginateListObjectsV2(
      { client: s3 },
      { Bucket: deployed.outputs(pattern).s3BucketName },
    ))
      found.push(...Contents.map(({ Key = "" }) => Key));
    return found;
  };

  it(`When pattern ${pattern} is started with the spec of its outputs, then it succeeds`, async () => {
    const { s3BucketName } = deployed.outputs(pattern);
    await new S3Client(deployed.client).send(
      new PutObjectCommand({ Bucket: s3BucketName, Key: sampleKey, Body: "a sample" }),
    );
    const started = await start("sample");
    executionArn = started.executionArn ?? "";
    startDate = started.startDate;
    const execution = await ended(executionArn);
    expect(execution).toMatchObject({
      executionArn: `arn:aws:states:${region}:000000000000:execution:amazon-ecs-starter-kit-pattern-${pattern}:sample`,
      stateMachineArn: deployed.outputs(pattern).stateMachineArn,
      name: "sample",
      status: "SUCCEEDED",
      startDate,
      input: deployed.outputs(pattern).workflowSpecs,
    });
  });

  /** The runs that an execution recorded, and their tasks. */
  const recorded = async (arn: string) => {
    const { ddbTableNameWFDetails, ddbTableNameWFSummary } = deployed.outputs(pattern);
    const runs = (await rows<SummaryRow>(ddbTableNameWFSummary)).filter(({ execution_arn }) => execution_arn === arn);
    const ids = runs.map(({ workflow_run_id }) => workflow_run_id);
    const all = await rows<DetailRow>(ddbTableNameWFDetails);
    return { runs, tasks: all.filter(({ workflow_run_id }) => ids.includes(workflow_run_id)), count: all.length };
  };

  it("When it has ended, then the tables hold ten Completed rows and a Completed run, and the bucket a copy for each", async () => {
    const { runs, tasks } = await recorded(executionArn);
    expect(tasks.map(({ task_name, status }) => `${task_name} ${status}`).sort()).toEqual(
      Array.from({ length: 10 }, (_, index) => `task_${index + 1} Completed`).sort(),
    );
    expect(runs).toEqual([expect.objectContaining({ status: "Completed", number_of_tasks: 10 })]);
    const copies = new Set(tasks.map(({ destination_key }) => destination_key));
    expect(copies.size).toBe(10);
    expect(await keys()).toEqual(expect.arrayContaining([sampleKey, ...copies]));
  });

  it("When its history is read page by page, then it is told from start to end, and the same backwards", async () => {
    const read = async (reverseOrder: boolean) => {
      const ids: (readonly [number | undefined, string | undefined])[] = [];
      let nextToken: string | undefined;
      do {
        const page = await sfn().send(
          new GetExecutionHistoryCommand({ executionArn, reverseOrder, maxResults: 7, nextToken }),
        );
        ids.push(...(page.events ?? []).map(({ id, type }) => [id, type] as const));
        ({ nextToken } = page);
      } while (nextToken);
      return ids;
    };
    const events = await read(false);
    expect(events.map(([id]) => id)).toEqual(events.map((_, index) => index + 1));
    const types = events.map(([, type]) => type);
    expect([types[0], types.at(-1)]).toEqual(["ExecutionStarted", "ExecutionSucceeded"]);
    expect(await read(true)).toEqual(events.toReversed());
    const count = (...wanted: string[]) => types.filter((type) => wanted.includes(String(type))).length;
    // The end of the launch may stop one poll of the monitor that watches it.
    const stopped = count("TaskScheduled") - count("TaskSucceeded", "TaskFailed");
    expect(pattern === 1 ? [0] : [0, 1]).toContain(stopped);
    expect(types.indexOf("TaskStateEntered")).toBeLessThan(types.indexOf("TaskScheduled"));
  });

  it("When its name is used again after its end, then that is refused", async () => {
    await expect(start("sample")).rejects.toThrow(ExecutionAlreadyExists);
  });

  it("When a run is started with the run id of an earlier one, then it fails, and nothing is launched", async () => {
    const { runs, count } = await recorded(executionArn);
    const spec = JSON.parse(deployed.outputs(pattern).workflowSpecs) as object;
    const again = await start("again", JSON.stringify({ ...spec, workflowRunId: runs[0]?.workflow_run_id }));
    const execution = await ended(again.executionArn ?? "");
    expect([execution.status, execution.error]).toEqual(["FAILED", "RunIdAlreadyUsed"]);
    expect((await recorded(executionArn)).count).toBe(count);
  });

  it(
    "When the state machine's role may no longer invoke the monitor, then the next run fails by it",
    async () => {
      const stack = `amazon-ecs-starter-kit-pattern-${pattern}`;
      const { address, values } = deployed
        .synthesized(pattern)
        .resources("aws_iam_role_policy")
        .find((one) => one.values["name"] === `${stack}-state-machine-${region}`) as Resource;
      const [type = "", name = ""] = address.split(".");
      const file = join(deployed.folderOf(stack), "denied_override.tf.json");
      const apply = async () => {
        const options = ["-auto-approve", "-input=false", "-no-color", "-refresh=false", `-target=${address}`];
        const { exitCode, printed } = await deployed.terraform(stack, "apply", ...options);
        expect({ exitCode, printed }).toEqual({ exitCode: 0, printed });
      };
      const policy = textOf(values["policy"]).replaceAll("lambda:InvokeFunction", "lambda:GetFunction");
      writeFileSync(file, JSON.stringify({ resource: { [type]: { [name]: { policy } } } }));
      await apply();
      try {
        const denied = await ended((await start("denied")).executionArn ?? "");
        expect(denied.status).toBe("FAILED");
        expect(`${denied.error} ${denied.cause}`).toMatch(/not authorized to perform: lambda:InvokeFunction/);
      } finally {
        rmSync(file);
        await apply();
      }
    },
    applyMs,
  );

  it("When an execution is stopped, then it is ABORTED with the given reason, and listed so", async () => {
    const spec = JSON.parse(deployed.outputs(pattern).workflowSpecs) as { taskList: object[] };
    const slow = { ...spec, taskList: spec.taskList.slice(0, 1), simulatedWorkSeconds: 60 };
    const { executionArn: stopped = "" } = await start("stopped", JSON.stringify(slow));
    await sfn().send(new StopExecutionCommand({ executionArn: stopped, error: "Changed", cause: "my mind" }));
    const { status, error, cause } = await ended(stopped);
    expect({ status, error, cause }).toEqual({ status: "ABORTED", error: "Changed", cause: "my mind" });
    const { executions = [] } = await sfn().send(
      new ListExecutionsCommand({ stateMachineArn: deployed.outputs(pattern).stateMachineArn }),
    );
    expect(executions.slice(0, 4).map((execution) => [execution.name, execution.status])).toEqual([
      ["stopped", "ABORTED"],
      ["denied", "FAILED"],
      ["again", "FAILED"],
      ["sample", "SUCCEEDED"],
    ]);
  });
}
