import { ECSClient } from "@aws-sdk/client-ecs";
import { begunRow } from "../../handlers/task-launcher/begin-run";
import { monitor } from "../../handlers/task-monitor/monitor";
import { AuditStore } from "../../workflow/audit-store";
import { functionTimeoutSeconds } from "../../workflow/deadline";
import { limits } from "../../workflow/limits";
import { bytesOf } from "../../workflow/utf8";
import { waitSeconds } from "../../workflow/wait";
import { deployment, silent, taskList } from "../simulated/deployment";
import { dynamodbClient, MemoryDynamodb } from "../simulated/memory-dynamodb";
import { figuresOf, type Bench, type Figure } from "./figure";

const rounds = 5;
const counts = [10, 100, 1_000, 10_000] as const;
const openShares = [0.01, 0.5, 1] as const;
const runSeconds = [10, 60, 600, 3_600] as const;
const maxTimeoutSeconds = 86_400;

const run = { workflowName: deployment.workflowName, workflowRunId: "20260101000000000" };
const executionArn = "arn:aws:states:eu-west-1:000000000000:execution:bench:one";

/** A run whose rows are all written, of which `open` still run. @returns its store, and the rows that each call read */
async function writtenRun(tasks: number, open: number) {
  const store = new MemoryDynamodb();
  const rowsRead: number[] = [];
  const client = dynamodbClient((name, input) => {
    const answer = store.execute(name, input);
    rowsRead.push("Items" in answer ? (answer.Items as readonly unknown[]).length : 0);
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
  return { audit, rowsRead };
}

async function pollFigures(tasks: number, share: number): Promise<Figure[]> {
  const open = Math.max(1, Math.round(tasks * share));
  const { audit, rowsRead } = await writtenRun(tasks, open);
  let describes = 0;
  const ecs = Object.assign(new ECSClient({ region: deployment.region }), {
    send: ({ input }: { readonly input: { readonly tasks: readonly string[] } }) => {
      describes += 1;
      return Promise.resolve({ tasks: input.tasks.map((taskArn) => ({ taskArn, lastStatus: "RUNNING" })) });
    },
  });
  const poll = () =>
    monitor(
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
  const answer = await poll();
  const times: number[] = [];
  while (times.length < rounds) {
    [rowsRead.length, describes] = [0, 0];
    const start = performance.now();
    await poll();
    times.push(performance.now() - start);
  }
  const figure = figuresOf(`poll of ${tasks} tasks, ${open} open`);
  return [
    figure(
      "rows read",
      "rows",
      rowsRead.reduce((sum, rows) => sum + rows, 0),
      { comparedWith: { what: "all rows", value: tasks }, goal: open },
    ),
    figure("calls of DescribeTasks", "calls", describes, { goal: Math.ceil(open / limits.describeTasksArns) }),
    figure("what travels to the next poll", "bytes", bytesOf(JSON.stringify(answer))),
    figure(`time of the code itself, the least of ${rounds}`, "ms", Math.min(...times)),
  ];
}

/** Polls of a run, and the longest time after its end until that is noticed. */
function waitFigures(seconds: number): Figure[] {
  const begun = { start_time: new Date(0).toISOString(), timeout_seconds: maxTimeoutSeconds };
  const waitAt = (second: number) => waitSeconds(begun, begun.start_time, new Date(second * 1_000));
  let polls = 1;
  for (let at = 0; at < seconds; at += waitAt(at)) polls += 1;
  const figure = figuresOf(`run of ${seconds} s`);
  return [
    figure("polls", "polls", polls),
    figure("its end is noticed after at most", "s", waitAt(seconds), {
      comparedWith: { what: "the run itself", value: seconds },
      // The smallest wait between two polls is 5 s: an end cannot be noticed sooner.
      goal: Math.max(5, seconds / 10),
    }),
  ];
}

/** The cost of a poll, beside reading all rows; and the number of polls. */
export const monitorBench: Bench = async () => {
  const figures: Figure[] = [];
  for (const tasks of counts) for (const share of openShares) figures.push(...(await pollFigures(tasks, share)));
  return [...figures, ...runSeconds.flatMap(waitFigures)];
};
