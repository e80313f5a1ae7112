import { SNSClient } from "@aws-sdk/client-sns";
import { tellOfEnd } from "../../../handlers/task-monitor/notification";
import type { DetailRow, SummaryRow } from "../../../workflow/audit-rows";
import { newSns, type PublishedMessage } from "../../../tools/local/endpoints/sns";
import { startLocalServer, type Endpoint } from "../../../tools/local/http/local-server";
import { localCredentials } from "../../../tools/local/program-environment";
import { startAuditTables, type AuditTables } from "../../support/audit-tables";
import { taskArn } from "../../support/ecs-answers";
import { monitorDependencies } from "../../support/monitor-dependencies";
import { startScriptedEcs, type ScriptedEcs } from "../../support/scripted-ecs";

const startTime = "2026-11-24T22:48:54.000Z";
const endTime = "2026-11-24T22:58:54.000Z";
const toldTime = "2026-11-24T22:59:00.000Z";
const workflowRunId = "20261124224854000";
const executionArn = "arn:aws:states:eu-west-1:123456789012:execution:kit:night";
const topicArn = "arn:aws:sns:eu-west-1:123456789012:runs";

describe("Given the monitor, a topic, and an execution that has ended", () => {
  let tables: AuditTables;
  let ecs: ScriptedEcs;
  let endpoint: Endpoint;
  let messages: PublishedMessage[];
  beforeAll(async () => {
    ecs = await startScriptedEcs();
    endpoint = await startLocalServer(newSns((message) => messages.push(message)));
  });
  beforeEach(async () => {
    tables = await startAuditTables();
    messages = [];
  });
  afterEach(() => tables.close());
  afterAll(() => Promise.all([ecs.close(), endpoint.close()]));

  const tell = (status: string, { url = endpoint.url, input = {} } = {}) =>
    tellOfEnd(
      {
        "detail-type": "Step Functions Execution Status Change",
        detail: { executionArn, status, startDate: Date.parse(startTime), input: JSON.stringify(input) },
      },
      {
        ...monitorDependencies(tables, ecs, 600, () => new Date(toldTime)),
        sns: new SNSClient({ endpoint: url, region: "eu-west-1", credentials: localCredentials, maxAttempts: 1 }),
        topicArn,
      },
    );
  const summary = (more: Partial<SummaryRow> = {}): SummaryRow => ({
    workflow_name: "kit",
    workflow_run_id: workflowRunId,
    workflow_specs: "{}",
    number_of_tasks: 2,
    execution_arn: executionArn,
    timeout_seconds: 3_600,
    status: "Completed",
    start_time: startTime,
    update_time: endTime,
    completed_tasks: 2,
    failed_tasks: 0,
    timed_out_tasks: 0,
    running_tasks: 0,
    ...more,
  });
  const failed = { status: "Failed", completed_tasks: 1, failed_tasks: 1 } as const;
  const row = (task_name: string, id: string, more: Partial<DetailRow> = {}): DetailRow => ({
    workflow_run_id: workflowRunId,
    ecs_task_id: taskArn(id),
    workflow_name: "kit",
    task_name,
    status: "Failed",
    start_time: startTime,
    update_time: endTime,
    ...more,
  });
  const outcomes = () => messages.map(({ message }) => (JSON.parse(message) as { outcome: string }).outcome);

  it("When its run is Completed, then the topic gets its counts, the row says when, and it is told of once", async () => {
    await tables.put("summary", summary());
    await tell("SUCCEEDED");
    await tell("SUCCEEDED");
    expect(messages.map(({ message, ...rest }) => ({ ...rest, message: JSON.parse(message) as unknown }))).toEqual([
      {
        topicArn,
        subject: `Completed: kit, run ${workflowRunId}`,
        message: {
          outcome: "Completed",
          workflowName: "kit",
          workflowRunId,
          executionArn,
          consoleUrl: `https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/${executionArn}`,
          startTime,
          endTime,
          tasks: { all: 2, completed: 2, failed: 0, timedOut: 0 },
          failures: [],
        },
      },
    ]);
    await expect(tables.summaries()).resolves.toEqual([{ ...summary(), notification_time: toldTime }]);
  });

  it("When its run is Failed, then the topic gets the entries that did not complete, not those that did in another task", async () => {
    await tables.put("summary", summary(failed));
    await tables.put("details", row("a", "1", { reason: "exit code 3" }), row("b", "2", { reason: "lost" }));
    await tables.put("details", row("b", "3", { status: "Completed" }));
    await tell("FAILED");
    expect(messages.map(({ message }) => JSON.parse(message) as unknown)).toMatchObject([
      {
        outcome: "Failed",
        tasks: { all: 2, completed: 1, failed: 1, timedOut: 0 },
        failures: [{ taskName: "a", status: "Failed", reason: "exit code 3" }],
      },
    ]);
  });

  it.each<[string, string, Partial<SummaryRow>]>([
    ["TimedOut", "FAILED", { ...failed, failed_tasks: 0, timed_out_tasks: 1, timeout_seconds: 600 }],
    ["Failed", "FAILED", { ...failed, failed_tasks: 0, timed_out_tasks: 1 }],
    ["TimedOut", "TIMED_OUT", { ...failed, stop_reason: "stopped: the execution timed out" }],
    ["Stopped", "ABORTED", { ...failed, stop_reason: "stopped: the execution was stopped" }],
    ["Completed", "ABORTED", { stop_reason: "stopped: the execution was stopped" }],
  ])(
    "When the outcome is %s, since it is %s and its row says so, then the topic is told so",
    async (outcome, status, more) => {
      await tables.put("summary", summary(more));
      await tell(status);
      expect(outcomes()).toEqual([outcome]);
    },
  );

  it("When its workflow's name is long and not ASCII, then the subject is one that SNS takes", async () => {
    const workflow_name = "naïve".repeat(25);
    await tables.put("summary", summary({ workflow_name }));
    await tell("SUCCEEDED", { input: { workflowName: workflow_name } });
    expect(messages.map(({ subject }) => subject)).toEqual([`Completed: ${"na?ve".repeat(25)}`.slice(0, 99)]);
  });

  it.each<[string, SummaryRow[]]>([
    ["has no run", []],
    ["was refused, since its run id is another one's", [summary({ execution_arn: "arn:other" })]],
    ["has a run that is left for a redrive", [summary({ status: "Running" })]],
  ])("When it %s, then nobody is told", async (_, summaries) => {
    await tables.put("summary", ...summaries);
    await tell("FAILED");
    expect(messages).toEqual([]);
    await expect(tables.summaries()).resolves.toEqual(summaries);
  });

  it("When SNS cannot be reached, then the call fails, so that Lambda makes it again, and the next one tells", async () => {
    await tables.put("summary", summary());
    await expect(tell("SUCCEEDED", { url: "http://127.0.0.1:9" })).rejects.toThrow();
    await expect(tables.summaries()).resolves.toEqual([summary()]);
    await tell("SUCCEEDED");
    expect(outcomes()).toEqual(["Completed"]);
  });
});
