import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { toRow, type DetailRow } from "../../../workflow/audit-rows";
import type { DeployedStacks } from "../deployed";

const spec = {
  taskDefaults: { environment: { GREETING: "Hello" } },
  taskList: [
    { taskName: "good", command: ["sh", "-c", "test $GREETING = Hello"] },
    { taskName: "bad", command: ["sh", "-c", "exit 3"] },
    { taskName: "last", command: ["true"], cpuUnits: 1_024, memoryMib: 2_048 },
  ],
  maxConcurrency: 1,
};

/** A workflow of a stack whose job is any container. */
export function anyContainer(deployed: DeployedStacks, stack: string): void {
  const execute = async () => {
    const sfn = new SFNClient(deployed.client);
    const stateMachineArn = `arn:aws:states:${deployed.client.region}:000000000000:stateMachine:${stack}`;
    const { executionArn } = await sfn.send(
      new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(spec) }),
    );
    for (;;) {
      const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      if (execution.status !== "RUNNING") return execution;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  };
  const rows = async () => {
    const TableName = `${stack}-workflow-details`;
    const { Items = [] } = await new DynamoDBClient(deployed.client).send(new ScanCommand({ TableName }));
    return Items.map((item) => toRow<DetailRow>(item)).toSorted((a, b) => a.start_time.localeCompare(b.start_time));
  };

  it("When its job is any container, then commands run, one at a time, and each row tells what ECS knows", async () => {
    const { length: before } = await rows();
    const { status, error, cause } = await execute();
    expect([status, error, cause]).toEqual([
      "FAILED",
      "TasksFailed",
      expect.stringMatching(/^1 of 3 tasks did not complete.*\n- bad Failed: .*container job exited with code 3$/),
    ]);
    const found = (await rows()).slice(before);
    expect(found.map((row) => [row.task_name, row.status, row.exit_code, row.cpu_units, row.memory_mib])).toEqual([
      ["good", "Completed", 0, 256, 512],
      ["bad", "Failed", 3, 256, 512],
      ["last", "Completed", 0, 1_024, 2_048],
    ]);
    // Each was launched when the one before had ended.
    const turns = found.flatMap(({ started_at = "", stopped_at = "" }) => [started_at, stopped_at]);
    expect(turns).toEqual(turns.toSorted());
  });
}
