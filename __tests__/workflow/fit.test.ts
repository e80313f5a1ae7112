import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { launch } from "../../handlers/task-launcher/launcher";
import { monitor } from "../../handlers/task-monitor/monitor";
import { execute } from "../../tools/local/state-machine/execution";
import { integrationsOf, type Integrations } from "../../tools/local/state-machine/integrations";
import type { Json, JsonObject } from "../../tools/local/json";
import { pattern1Definition } from "../../stacks/pattern-1/definition";
import { pattern2Definition } from "../../stacks/pattern-2/definition";
import { toItem } from "../../workflow/audit-rows";
import { AuditStore } from "../../workflow/audit-store";
import { itemBytes } from "../../workflow/bytes";
import { launchSeconds, misfits, predictFit } from "../../workflow/fit";
import { historyEvents, longestListInHistory } from "../../workflow/history-events";
import { limits } from "../../workflow/limits";
import { parseWorkflowSpec } from "../../workflow/spec";
import { startAuditTables, type AuditTables } from "../support/audit-tables";
import { deployment } from "../support/deployment";
import { enteredStates } from "../support/interpret";
import { startTasks } from "../support/ecs-answers";
import { startScriptedEcs, type ScriptedEcs } from "../support/scripted-ecs";
import { noLists } from "../support/lists";

/** Those that take their list in the spec. */
const patterns = [1, 2] as const;
type Pattern = (typeof patterns)[number];

const maxTimeoutSeconds = 3_600;
const functionArn = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;
const [launcherArn, monitorArn] = [functionArn("launcher"), functionArn("monitor")];
const clusterArn = "arn:aws:ecs:eu-west-1:123456789012:cluster/kit";
const definitions: Readonly<Record<Pattern, object>> = {
  1: pattern1Definition({ launcherArn, monitorArn, maxTimeoutSeconds }),
  2: pattern2Definition({ monitorArn, clusterArn, deployment, maxTimeoutSeconds }),
};

let tables: AuditTables;
let ecs: ScriptedEcs;
beforeAll(async () => {
  ecs = await startScriptedEcs();
  ecs.script = { RunTask: startTasks() };
});
beforeEach(async () => {
  ecs.calls.length = 0;
  tables = await startAuditTables();
});
afterEach(() => tables.close());
afterAll(() => ecs.close());

/** The programs in this process. Between two polls every task comes to its end. */
function functions(audit: AuditStore) {
  const common = { ecs: ecs.client, audit, now: () => new Date() };
  const logger = { info: jest.fn(), warn: jest.fn(), error: jest.fn() };
  const launcher = { ...common, deployment, maxTimeoutSeconds, readList: noLists, logger };
  const follower = { ...common, ...deployment, startTimeoutSeconds: 600, logger };
  return [
    {
      name: "launcher",
      arn: launcherArn,
      invoke: async (event: never) => ({ payload: (await launch(event, launcher, () => 300_000)) as unknown as Json }),
    },
    {
      name: "monitor",
      arn: monitorArn,
      invoke: async (event: never) => {
        const payload = (await monitor(event, follower)) as unknown as Json;
        for (const { workflow_name, workflow_run_id, ecs_task_id, task_name } of await tables.details())
          await audit.recordTask(
            { workflowName: workflow_name, workflowRunId: workflow_run_id, taskId: ecs_task_id },
            "Completed",
            { task_name },
          );
        return { payload };
      },
    },
  ];
}

/** Runs a spec on the local engines and keeps the size of whatever a Task state is called with. */
async function run(pattern: Pattern, input: Json) {
  const audit = new AuditStore(tables.client, { summary: "summary", details: "details" });
  const payloads: number[] = [];
  const counted = Object.entries(
    integrationsOf(functions(audit), { dynamodb: tables.url, ecs: ecs.url, s3: "" }, deployment.region),
  ).map(([resource, integration]) => [
    resource,
    (parameters: Json) => {
      payloads.push(Buffer.byteLength(JSON.stringify(parameters)));
      return integration(parameters);
    },
  ]);
  const definition = definitions[pattern] as JsonObject;
  const arn = "arn:aws:states:eu-west-1:123456789012:stateMachine:kit";
  const result = await execute({
    stateMachine: { name: "kit", arn, roleArn: "", definition },
    integrations: Object.fromEntries(counted) as Integrations,
    input,
    realTime: false,
  });
  return { result, largestPayload: Math.max(...payloads) };
}

const list = (tasks: number, objectKey: string) =>
  Array.from({ length: tasks }, (_, index) => ({ taskName: `task ${index}`, objectKey: `${objectKey}${index}` }));

const inputs: [string, JsonObject][] = [
  ["one short entry", { taskList: list(1, "in/") }],
  ["25 entries and a run id", { workflowRunId: "7", timeoutSeconds: 600, taskList: list(25, "in/file-") }],
  ["60 long entries", { ...deployment, targetFolder: "out", taskList: list(60, `in/${"long + ".repeat(80)}`) }],
];
const cases = patterns.flatMap((pattern) => inputs.map(([name, input]) => [pattern, name, input] as const));

describe("Given a spec, and what the local engines counted when it ran", () => {
  it.each(cases)("When pattern %i runs %s, then it needed what was predicted", async (pattern, _, input) => {
    const spec = parseWorkflowSpec(input, deployment, maxTimeoutSeconds, pattern);
    const figures = predictFit({ input, spec, pattern, maxTimeoutSeconds });
    const { result, largestPayload } = await run(pattern, input);
    expect(result.end).toMatchObject({ status: "SUCCEEDED" });

    // To the event.
    const polls = enteredStates(result.history).filter((state) => state === "InvokeTaskMonitor");
    const course = { tasks: spec.taskList.length, launcherCalls: 1, polls: polls.length };
    expect(result.history).toHaveLength(historyEvents(pattern, course));
    expect(figures.historyEvents.value).toBeGreaterThan(historyEvents(pattern, course));

    // Never below, and no more above than what is not known beforehand: names and a run id of the longest kind.
    const overrides = ecs.calls.map(({ input: sent }) => JSON.stringify(sent["overrides"]).length);
    const spareRunId = spec.workflowRunId === undefined ? limits.numberDigits - "20261124224854123".length : 0;
    expect(figures.overridesCharacters.value).toBe(Math.max(...overrides) + spareRunId);
    expect(figures.payloadBytes.value - largestPayload).toBeGreaterThanOrEqual(0);
    expect(figures.payloadBytes.value - largestPayload).toBeLessThan(800);

    const [summary] = await tables.summaries();
    expect(figures.summaryItemBytes.value - itemBytes(summary ?? {})).toBeGreaterThanOrEqual(0);
    expect(figures.summaryItemBytes.value - itemBytes(summary ?? {})).toBeLessThan(400);
    const { ConsumedCapacity } = await tables.client.send(
      new PutItemCommand({ TableName: "summary", Item: toItem(summary ?? {}), ReturnConsumedCapacity: "TOTAL" }),
    );
    expect(ConsumedCapacity?.CapacityUnits).toBe(Math.ceil(itemBytes(summary ?? {}) / 1_024));
  });
});

describe("Given a spec that is too much", () => {
  const broken = (pattern: Pattern, input: Record<string, unknown>) => {
    const spec = { ...deployment, ...input } as never;
    return misfits(predictFit({ input, spec, pattern, maxTimeoutSeconds })).map(([name]) => name);
  };
  const longest = longestListInHistory(maxTimeoutSeconds);

  it.each<[string, Pattern, Record<string, unknown>, string[]]>([
    ["the longest list of pattern 2", 2, { taskList: list(longest, "") }, []],
    ["a list one longer", 2, { taskList: list(longest + 1, "") }, ["historyEvents"]],
    ["that list in pattern 1", 1, { taskList: list(longest + 1, "") }, []],
    ["long keys", 1, { taskList: list(300, "k".repeat(900)) }, ["payloadBytes"]],
    ["quotes, which grow when they are recorded", 2, { taskList: list(300, '"'.repeat(300)) }, ["payloadBytes"]],
    ["the same in pattern 1", 1, { taskList: list(300, '"'.repeat(300)) }, []],
    [
      "a deadline before the launches end",
      1,
      { timeoutSeconds: 9, taskList: list(300, "") },
      ["launchSeconds", "runSeconds"],
    ],
    [
      "a deadline before the work ends",
      2,
      { timeoutSeconds: 9, simulatedWorkSeconds: 10, taskList: list(1, "") },
      ["runSeconds"],
    ],
  ])("When it has %s (pattern %i), then those limits are told", (_, pattern, input, names) => {
    expect(broken(pattern, input)).toEqual(names);
  });

  it("When there are 1,000 tasks, then launching them takes 45 seconds, and as many as the burst take none", () => {
    expect([launchSeconds(1_000), launchSeconds(100)]).toEqual([45, 0]);
  });
});
