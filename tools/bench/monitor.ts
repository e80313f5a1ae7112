import { monitor } from "../../handlers/task-monitor/monitor";
import { AuditStore } from "../../workflow/audit-store";
import { toRow } from "../../workflow/audit-rows";
import { begunRun } from "../../workflow/begun-run";
import { bytesOf, itemBytes } from "../../workflow/bytes";
import { functionTimeoutSeconds } from "../../workflow/function-time";
import { limits } from "../../workflow/limits";
import type { CompleteWorkflowSpec } from "../../workflow/spec";
import { ECSClient } from "@aws-sdk/client-ecs";
import { type Bench, type Figure, summary } from "./figure";
import { deployment, executionArn, run, silent, taskList } from "./lab";
import { dynamodbClient, MemoryDynamodb } from "../simulated/memory-dynamodb";
import { waitFigures } from "./monitor-waits";

const rounds = 5;
const counts = [10, 100, 1_000, 10_000] as const;
const openShares = [0.01, 0.5, 1] as const;
const maxTimeoutSeconds = 86_400;

/** A page of a Query, and what a strongly consistent read unit covers: bytes. DynamoDB developer guide, "Query". */
const pageBytes = 1024 ** 2;
const readUnitBytes = 4 * 1024;

const arnOf = (taskName: string): string => `arn:aws:ecs:eu-west-1:000000000000:task/bench/${taskName}`;

interface Reading {
  calls: number;
  items: number;
  bytes: number;
}

/** The cost of reading these rows by one Query. */
const read = (rows: readonly object[]): Reading => {
  const bytes = rows.reduce<number>((sum, row) => sum + itemBytes(row), 0);
  return { calls: Math.max(1, Math.ceil(bytes / pageBytes)), items: rows.length, bytes };
};

/** A run of so many tasks of which so many still run, and a count of what a poll of it takes. */
class PolledRun {
  reading: Reading = { calls: 0, items: 0, bytes: 0 };
  describes = 0;
  /** Bytes of the state that travels to the next poll. */
  answerBytes = 0;
  private readonly store = new MemoryDynamodb();
  private readonly audit = new AuditStore(
    dynamodbClient((name, input) => Promise.resolve(this.counted(name, this.store.execute(name, input)))),
    { summary: "summary", details: "details" },
  );
  private readonly ecs = Object.assign(new ECSClient({ region: deployment.region }), {
    send: ({ input }: { readonly input: { readonly tasks: readonly string[] } }) => {
      this.describes += 1;
      return Promise.resolve({ tasks: input.tasks.map((taskArn) => ({ taskArn, lastStatus: "RUNNING" })) });
    },
  });

  async fill(tasks: number, open: number): Promise<void> {
    // The list itself is in the summary row, and as long in all of these: what is measured are the rows.
    const spec: CompleteWorkflowSpec = { ...deployment, taskList: taskList(1) };
    const row = { ...begunRun(spec, run, executionArn, maxTimeoutSeconds), number_of_tasks: tasks };
    await this.audit.beginRun(row);
    for (const [index, { taskName }] of taskList(tasks).entries()) {
      const record = { task_name: taskName };
      await this.audit.recordTask({ ...run, taskId: arnOf(taskName) }, "Submitted", record);
      if (index >= open) await this.audit.recordTask({ ...run, taskId: arnOf(taskName) }, "Completed", record);
    }
  }

  /** @returns milliseconds */
  async poll(): Promise<number> {
    this.reading = { calls: 0, items: 0, bytes: 0 };
    this.describes = 0;
    const start = performance.now();
    const answer = await monitor(
      { ...run, allRecorded: true },
      {
        ...deployment,
        ecs: this.ecs,
        audit: this.audit,
        startTimeoutSeconds: 600,
        logger: silent,
        now: () => new Date(Date.now() + 60_000),
        remainingMilliseconds: () => functionTimeoutSeconds * 1_000,
      },
    );
    const milliseconds = performance.now() - start;
    this.answerBytes = bytesOf(JSON.stringify(answer));
    return milliseconds;
  }

  /** Two Queries of all rows, each page of them. */
  async all(): Promise<Reading> {
    const once = read(await this.audit.listTasks(run));
    return { calls: 2 * once.calls, items: 2 * once.items, bytes: 2 * once.bytes };
  }

  private counted(name: string, answer: object): object {
    const items = "Items" in answer ? (answer.Items as Parameters<typeof toRow>[0][]) : [];
    const one = name === "QueryCommand" ? read(items.map(toRow)) : { calls: 1, items: 0, bytes: 0 };
    for (const key of ["calls", "items", "bytes"] as const) this.reading[key] += one[key];
    return answer;
  }
}

async function pollFigures(tasks: number, share: number): Promise<Figure[]> {
  const polled = new PolledRun();
  const open = Math.max(1, Math.round(tasks * share));
  await polled.fill(tasks, open);
  await polled.poll();
  const times: number[] = [];
  while (times.length < rounds) times.push(await polled.poll());
  const { calls, items, bytes } = polled.reading;
  const { describes, answerBytes } = polled;
  const all = await polled.all();
  const name = `poll of ${tasks} tasks, ${open} open`;
  const units = (total: number) => Math.ceil(total / readUnitBytes);
  const beside = (value: number) => ({ comparedWith: { what: "two Queries of all rows", value } });
  return [
    { what: `${name}: calls of DynamoDB`, unit: "calls", value: calls, ...beside(all.calls) },
    { what: `${name}: rows read`, unit: "rows", value: items, ...beside(all.items) },
    { what: `${name}: consistent reads`, unit: "read units", value: units(bytes), ...beside(units(all.bytes)) },
    {
      what: `${name}: calls of DescribeTasks`,
      unit: "calls",
      value: describes,
      comparedWith: { what: `one for ${limits.describeTasksArns}`, value: Math.ceil(open / limits.describeTasksArns) },
    },
    { what: `${name}: what travels to the next poll`, unit: "bytes", value: answerBytes },
    { what: `${name}: time of the code itself`, unit: "ms", ...summary(times) },
  ];
}

/** The cost of a poll, beside reading all rows twice; and the number of polls. */
export const monitorBench: Bench = {
  name: "monitor",
  run: async () => {
    const figures: Figure[] = [];
    for (const tasks of counts) for (const share of openShares) figures.push(...(await pollFigures(tasks, share)));
    return [...figures, ...waitFigures()];
  },
};
