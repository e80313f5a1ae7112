import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { runProgram } from "../../../tools/cli/program";
import type { DetailRow, SummaryRow } from "../../../workflow/audit-rows";
import { startAuditTables, type AuditTables } from "../../support/audit-tables";
import { outputsOf, temporaryFiles } from "../../support/command-line";

/** Writes the clipboard of a terminal (OSC 52), clears it, and turns the direction of text around. */
const hostile = "\u001b]52;c;cm0gLXJmIH4=\u0007\u001b[2J\u202egpj\u0085";
const harmless = "\\x1b]52;c;cm0gLXJmIH4=\\x07\\x1b[2J\\u202egpj\\x85";

const fileWith = temporaryFiles();
const outputs = fileWith("outputs.json", outputsOf(1));
const time = "2026-11-24T22:48:54.000Z";
const executionArn = "arn:aws:states:eu-west-1:123456789012:execution:amazon-ecs-starter-kit-pattern-1:one";
const summary: SummaryRow = {
  workflow_name: "kit",
  workflow_run_id: "7",
  workflow_specs: "{}",
  number_of_tasks: 2,
  execution_arn: executionArn,
  timeout_seconds: 60,
  status: "Failed",
  start_time: time,
  update_time: time,
  completed_tasks: 1,
  failed_tasks: 1,
};
const row = (task_name: string, more: Partial<DetailRow>): DetailRow => ({
  workflow_run_id: "7",
  ecs_task_id: `arn:aws:ecs:eu-west-1:123456789012:task/kit/${task_name.length}`,
  workflow_name: "kit",
  task_name,
  status: "Completed",
  start_time: time,
  update_time: time,
  ...more,
});

const answers: Readonly<Record<string, object>> = {
  "AWSStepFunctions.DescribeExecution": {
    ...{ executionArn, stateMachineArn: "arn:machine", status: "FAILED", startDate: 1, stopDate: 2 },
    ...{ error: "TasksFailed", cause: hostile },
  },
  "Logs_20140328.GetLogEvents": { events: [{ message: hostile, timestamp: 1 }] },
};

let tables: AuditTables;
let services: Server;
const environment = process.env;

beforeAll(async () => {
  tables = await startAuditTables();
  await tables.put("summary", summary);
  await tables.put(
    "details",
    row("fine", { destination_key: hostile }),
    row(`bad ${hostile}`, { status: "Failed", reason: hostile }),
  );
  services = createServer((request, response) => {
    response.setHeader("content-type", "application/x-amz-json-1.0");
    response.end(JSON.stringify(answers[String(request.headers["x-amz-target"])] ?? {}));
  });
  await once(services.listen(0, "127.0.0.1"), "listening");
  const url = `http://127.0.0.1:${(services.address() as AddressInfo).port}`;
  process.env = {
    ...environment,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_ENDPOINT_URL_DYNAMODB: tables.url,
    AWS_ENDPOINT_URL_SFN: url,
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: url,
  };
});
afterAll(async () => {
  process.env = environment;
  process.exitCode = 0;
  services.closeAllConnections();
  await Promise.all([tables.close(), once(services.close(), "close")]);
});

/** All that a command writes. */
async function written(...words: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const write = (text: string) => lines.push(text);
  await runProgram({ out: write, error: write }, [...words, "--outputs", outputs]);
  return lines.join("\n");
}

// oxlint-disable-next-line no-control-regex -- it looks for them
const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

const spec = fileWith("spec.json", { [hostile]: 1, taskList: [{ taskName: hostile, objectKey: "in/a" }] });
const windows1252 = fileWith(
  "windows.json",
  Buffer.from('{"taskList":[{"taskName":"a","objectKey":"in/\xe4"}]}', "latin1"),
);

describe("Given names, keys, reasons, a cause and a log that are meant for the terminal", () => {
  it.each([
    ["show", "7"],
    ["show", "7", "--failed"],
    ["watch", "7"],
    ["check", spec],
    ["start", spec],
    ["show", hostile],
    ["list", "--workflow", hostile],
  ])("When they come to `%s %j`, then they are shown as what they are", async (...words) => {
    const text = await written(...words);
    expect(text).not.toMatch(control);
    if (words[0] !== "list") expect(text).toContain(harmless);
  });

  it("When programs read them, then JSON has them as they are", async () => {
    const { tasks } = JSON.parse(await written("show", "7", "--json")) as { tasks: DetailRow[] };
    expect(tasks.map(({ reason }) => reason)).toContain(hostile);
  });
});

describe("Given a run of which one task failed", () => {
  it("When it is shown, then that one is first, and with --failed alone", async () => {
    const names = (text: string) => text.split("\n").flatMap((line) => /^(bad|fine) /.exec(line)?.[1] ?? []);
    expect(names(await written("show", "7")).slice(0, 2)).toEqual(["bad", "fine"]);
    expect(names(await written("show", "7", "--failed"))).not.toContain("fine");
  });
});

describe("Given a file that is not UTF-8", () => {
  it.each([
    ["check", windows1252],
    ["start", windows1252],
    ["start", "--keys", windows1252],
  ])("When `%s %s` reads it, then it is refused, and where is said", async (...words) => {
    expect(await written(...words)).toMatch(/windows\.json is not UTF-8, byte 4\d/);
  });
});
