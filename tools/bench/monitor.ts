import { ECSClient } from "@aws-sdk/client-ecs";
import { begunRow } from "../../handlers/task-launcher/begin-run";
import { monitor } from "../../handlers/task-monitor/monitor";
import { attributeType, toRow } from "../../workflow/audit-rows";
import { AuditStore } from "../../workflow/audit-store";
import { bytesOf } from "../../workflow/utf8";
import { functionTimeoutSeconds } from "../../workflow/deadline";
import { limits } from "../../workflow/limits";
import { waitSeconds } from "../../workflow/wait";
import { deployment, silent, taskList } from "../simulated/deployment";
import { dynamodbClient, MemoryDynamodb } from "../simulated/memory-dynamodb";
import type { Bench, Figure } from "./figure";

const rounds = 5;
const counts = [10, 100, 1_000, 10_000] as const;
const openShares = [0.01, 0.5, 1] as const;
const runSeconds = [10, 60, 600, 3_600] as const;
const maxTimeoutSeconds = 86_400;

const run = { workflowName: deployment.workflowName, workflowRunId: "20260101000000000" };
const executionArn = "arn:aws:states:eu-west-1:000000000000:execution:bench:one";

/** A page of a Query, and what a strongly consistent read unit covers: bytes. DynamoDB developer guide, "Query". */
const pageBytes = 1024 ** 2;
const readUnitBytes = 4 * 1024;

interface Reading {
  readonly calls: number;
  readonly rows: number;
  readonly bytes: number;
}

/** A Number takes a byte for two significant digits, and one. */
const numberBytes = (digits: string): number => Math.ceil(digits.replace(/^0+|0+$/g, "").length / 2) + 1;

/** Bytes of a row as an item. DynamoDB developer guide, "DynamoDB item sizes and formats". */
const itemBytes = (row: object): number =>
  Object.entries(row)
    .map(([name, value]) => {
      const text = String(value);
      return bytesOf(name) + (attributeType(name) === "N" ? numberBytes(text) : bytesOf(text));
    })
    .reduce((sum, bytes) => sum + bytes, 0);

/** The cost of reading these rows by one Query. */
const read = (rows: readonly object[]): Reading => {
  const bytes = rows.reduce<number>((sum, row) => sum + itemBytes(row), 0);
  return { calls: Math.max(1, Math.ceil(bytes / pageBytes)), rows: rows.length, bytes };
};

/** A run whose rows are all written, of which `open` still run. @returns its store, and what each call to it read */
async function writtenRun(tasks: number, open: number) {
  const store = new MemoryDynamodb();
  const readings: Reading[] = [];
  const client = dynamodbClient((name, input) => {
    const answer = store.execute(name, input);
    const items = "Items" in answer ? (answer.Items as Parameters<typeof toRow>[0][]) : [];
    readings.push(name === "QueryCommand" ? read(items.map(toRow)) : { calls: 1, rows: 0, bytes: 0 });
    return Promise.resolve(answer);
  });
  const audit = new AuditStore(client, { summary: "summary", details: "details" });
  // The list itself is in the summary row, and as long in all of these: what is measured are the rows.
  const spec = { ...deployment, taskList: taskList(1) };
  await audit.beginRun({ ...begunRow(spec, run, executionArn, maxTimeoutSeconds), number_of_tasks: tasks });
  for (const [index, { taskName }] of taskList(tasks).entries()) {
    const key = { ...run, taskId: `arn:aws:ecs:eu-west-1:000000000000:task/bench/${taskName}` };
    await audit.recordTask(key, "Submitted", { task_name: taskName });
    if (index >= open) await audit.recordTask(key, "Completed", { task_name: taskName });
  }
  return { audit, readings };
}

async function pollFigures(tasks: number, share: number): Promise<Figure[]> {
  const open = Math.max(1, Math.round(tasks * share));
  const { audit, readings } = await writtenRun(tasks, open);
  let describes = 0;
  const ecs = Object.assign(new ECSClient({ region: deployment.region }), {
    send: ({ input }: { readonly input: { readonly tasks: readonly string[] } }) => {
      describes += 1;
      return Promise.resolve({ tasks: input.tasks.map((taskArn) => ({ taskArn, lastStatus: "RUNNING" })) });
    },
  });
  /** @returns milliseconds, and the bytes of the state that travels to the next poll */
  const poll = async () => {
    [readings.length, describes] = [0, 0];
    const start = performance.now();
    const answer = await monitor(
      { ...run, allRecorded: true },
      {
        ...deployment,
        ecs,
        audit,
        startTimeoutSeconds: 600,
        logger: silent,
        now: () => new Date(Date.now() + 60_000),
        remainingMilliseconds: () => functionTimeoutSeconds * 1_000,
      },
    );
    return { milliseconds: performance.now() - start, answerBytes: bytesOf(JSON.stringify(answer)) };
  };
  const { answerBytes } = await poll();
  const times: number[] = [];
  while (times.length < rounds) times.push((await poll()).milliseconds);
  const made = [...readings];
  const all = read(await audit.listTasks(run));
  const polled = (measure: keyof Reading) => made.reduce((sum, reading) => sum + reading[measure], 0);
  const units = (bytes: number) => Math.ceil(bytes / readUnitBytes);
  const figure = (measure: string, unit: string, value: number, beside: Partial<Figure> = {}): Figure => ({
    what: `poll of ${tasks} tasks, ${open} open: ${measure}`,
    unit,
    values: [value],
    ...beside,
  });
  const twice = (value: number) => ({ comparedWith: { what: "two Queries of all rows", value: 2 * value } });
  return [
    figure("calls of DynamoDB", "calls", polled("calls"), twice(all.calls)),
    // Once to look after them, and once to count them.
    figure("rows read", "rows", polled("rows"), { ...twice(all.rows), goal: 2 * open }),
    figure("consistent reads", "read units", units(polled("bytes")), twice(units(all.bytes))),
    figure("calls of DescribeTasks", "calls", describes, { goal: Math.ceil(open / limits.describeTasksArns) }),
    figure("what travels to the next poll", "bytes", answerBytes),
    { ...figure("time of the code itself", "ms", 0), values: times },
  ];
}

/** Polls of a run, and the longest time after its end until that is noticed. */
function waitFigures(seconds: number): Figure[] {
  const begun = { start_time: new Date(0).toISOString(), timeout_seconds: maxTimeoutSeconds };
  const waitAt = (second: number) => waitSeconds(begun, begun.start_time, new Date(second * 1_000));
  let polls = 1;
  for (let at = 0; at < seconds; at += waitAt(at)) polls += 1;
  const last = waitAt(seconds);
  return [
    { what: `run of ${seconds} s: polls`, unit: "polls", values: [polls] },
    {
      what: `run of ${seconds} s: its end is noticed after at most`,
      unit: "s",
      values: [last],
      comparedWith: { what: "the run itself", value: seconds },
      // The smallest wait between two polls is 5 s: an end cannot be noticed sooner.
      goal: Math.max(5, seconds / 10),
    },
  ];
}

/** The cost of a poll, beside reading all rows twice; and the number of polls. */
export const monitorBench: Bench = {
  name: "monitor",
  run: async () => {
    const figures: Figure[] = [];
    for (const tasks of counts) for (const share of openShares) figures.push(...(await pollFigures(tasks, share)));
    return [...figures, ...runSeconds.flatMap(waitFigures)];
  },
};
