import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { once } from "node:events";
import { json } from "node:stream/consumers";
import type { AddressInfo } from "node:net";
import type { DetailRow, SummaryRow } from "../../../workflow/audit-rows";
import type { TaskStatus } from "../../../workflow/status";
import { startAuditTables, type AuditTables } from "../../support/audit-tables";
import { outputsOf, runCommand, temporaryFiles } from "../../support/command-line";
import { deployment } from "../../support/deployment";

const fileWith = temporaryFiles();
const outputs = fileWith("outputs.json", outputsOf(1, 2));
const executionArn = "arn:aws:states:eu-west-1:123456789012:execution:kit:started";
const time = "2026-11-24T22:48:54.000Z";
const entry = (taskName: string) => ({ taskName, objectKey: `in/${taskName}` });
const row = (task_name: string, status: TaskStatus): DetailRow => ({
  workflow_run_id: "7",
  ecs_task_id: task_name,
  workflow_name: "kit",
  task_name,
  status,
  start_time: time,
  update_time: time,
});
const summary: SummaryRow = {
  workflow_name: "kit",
  workflow_run_id: "7",
  workflow_specs: JSON.stringify({ ...deployment, timeoutSeconds: 60, taskList: ["a", "b"].map(entry) }),
  number_of_tasks: 2,
  execution_arn: "arn:earlier",
  timeout_seconds: 60,
  status: "Failed",
  start_time: time,
  update_time: time,
};
const newSpec = { s3BucketName: "kit-bucket", timeoutSeconds: 60, redriveOf: "7", taskList: [entry("b")] };

let tables: AuditTables;
let stepFunctions: Server;
let started: { headers: IncomingHttpHeaders; body: { stateMachineArn: string; input: string } }[];
const environment = process.env;

beforeAll(async () => {
  tables = await startAuditTables();
  await tables.put("summary", summary, { ...summary, workflow_run_id: "9", status: "Running" });
  await tables.put("details", row("a", "Completed"), row("b", "TimedOut"));
  stepFunctions = createServer((request, response) => {
    void json(request).then((body) => {
      const isStart = request.headers["x-amz-target"] === "AWSStepFunctions.StartExecution";
      if (isStart) started.push({ headers: request.headers, body: body as (typeof started)[number]["body"] });
      const end = { stateMachineArn: "arn:machine", status: "ABORTED", stopDate: 1 };
      response.setHeader("content-type", "application/x-amz-json-1.0");
      response.end(JSON.stringify({ executionArn, startDate: 0, ...(!isStart && end) }));
    });
  });
  await once(stepFunctions.listen(0, "127.0.0.1"), "listening");
  process.env = {
    ...environment,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_ENDPOINT_URL_DYNAMODB: tables.url,
    AWS_ENDPOINT_URL_SFN: `http://127.0.0.1:${(stepFunctions.address() as AddressInfo).port}`,
  };
});
beforeEach(() => {
  started = [];
});
afterAll(async () => {
  process.env = environment;
  stepFunctions.closeAllConnections();
  await Promise.all([tables.close(), once(stepFunctions.close(), "close")]);
});

const redrive = (...args: string[]) => runCommand("redrive", ...args, "--outputs", outputs);

describe("Given a run of two tasks, of which one timed out", () => {
  it.each(["1", "2"])(
    "When it is redriven in pattern %s, then a run of that one is started, and told of",
    async (pattern) => {
      await expect(redrive("7", "--pattern", pattern)).resolves.toEqual({
        out:
          `Started kit, pattern ${pattern}, with 1 task\n` +
          `  execution:  ${executionArn}\n` +
          `  console:    https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/${executionArn}\n` +
          `  follow it:  npm run workflow -- watch ${executionArn} --outputs ${outputs}\n`,
        error: "",
        exitCode: 0,
      });
      expect(
        started.map(({ headers, body }) => [
          headers["x-amz-target"],
          body.stateMachineArn,
          JSON.parse(body.input) as unknown,
        ]),
      ).toEqual([
        [
          "AWSStepFunctions.StartExecution",
          `arn:aws:states:eu-west-1:123456789012:stateMachine:amazon-ecs-starter-kit-pattern-${pattern}`,
          newSpec,
        ],
      ]);
    },
  );

  it("When it is redriven with a spec, then what that says holds", async () => {
    const specs = fileWith("specs.json", { timeoutSeconds: 600 });
    const { out } = await redrive("7", "--pattern", "2", "--json", "--specs", specs);
    expect(JSON.parse(out)).toMatchObject({ executionArn, numberOfTasks: 1 });
    expect(started.map(({ body }) => JSON.parse(body.input) as unknown)).toEqual([{ ...newSpec, timeoutSeconds: 600 }]);
  });

  it("When it is to be watched too, then it is followed to its end, which is the exit code", async () => {
    const { out, exitCode } = await redrive("7", "--pattern", "1", "--watch");
    expect([out.startsWith("Started kit, pattern 1"), out.includes("ABORTED"), exitCode]).toEqual([true, true, 1]);
    expect(started).toHaveLength(1);
  });

  it("When it is only tried, then the spec is printed and nothing is started", async () => {
    const { out, exitCode } = await redrive("7", "--pattern", "2", "--dry-run");
    expect([JSON.parse(out), exitCode, started]).toEqual([newSpec, 0, []]);
  });

  it.each<[string, string[], string]>([
    [
      "both patterns are deployed and none is named",
      ["7"],
      "Patterns 1 and 2 have a run 7: say which one with --pattern.",
    ],
    [
      "it goes on",
      ["9", "--pattern", "1"],
      "Run 9 of workflow kit cannot be redriven, nothing was started: it is still Running: wait for its end, or stop it.",
    ],
    [
      "the spec is wrong",
      ["7", "--pattern", "1", "--specs", fileWith("wrong.json", { taskLists: [] })],
      "The workflow spec is not valid, nothing was started:\n- taskLists: is not an attribute of this spec",
    ],
  ])("When %s, then that is said and nothing is started", async (_, args, error) => {
    await expect(redrive(...args)).resolves.toEqual({ out: "", error, exitCode: 1 });
    expect(started).toEqual([]);
  });
});
