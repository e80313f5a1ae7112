import { ECSClient, RunTaskCommand, type RunTaskCommandInput } from "@aws-sdk/client-ecs";
import { launch } from "../handlers/task-launcher/launcher";
import { AuditStore } from "../workflow/audit-store";
import { launchSeconds } from "../workflow/fit";
import { parseWorkflowSpec } from "../workflow/spec";
import { overridesOf } from "../workflow/task-overrides";
import type { Bench, Figure } from "./figure";
import { deployment, executionArn, run, silent, taskList } from "./lab";
import { LaunchEcs } from "./launch-ecs";
import { dynamodbClient, MemoryDynamodb } from "./memory-dynamodb";
import { median, summary } from "./statistics";

const rounds = 3;

/** The lists, without faults and with: a fault meets one call in fifty, so a short list would meet none. */
const lists = [
  { tasks: 10, faulty: [false] },
  { tasks: 100, faulty: [false, true] },
  { tasks: 1_000, faulty: [false, true] },
] as const;

/** What a Lambda function has at most: milliseconds. AWS Lambda quotas, "Function timeout". */
const lambdaMilliseconds = 900_000;

const maxTimeoutSeconds = 86_400;

interface Launched {
  readonly seconds: number;
  /** Entries of which no task was recorded. */
  readonly lost: number;
  /** Tasks beyond one an entry. */
  readonly doubled: number;
}

/** Launches a list by a client. @returns how many entries it recorded a task of */
type Way = (ecs: ECSClient, tasks: number) => Promise<number>;

/** The launcher as it is, called again as the state machine does. */
const byLauncher: Way = async (ecs, tasks) => {
  const recorded = new Set<string>();
  const store = new MemoryDynamodb((item) => {
    if (item["status"]?.S === "Submitted") recorded.add(item["task_name"]?.S ?? "");
  });
  const client = dynamodbClient((name, input) => Promise.resolve(store.execute(name, input)));
  const audit = new AuditStore(client, { summary: "summary", details: "details" });
  const dependencies = { ecs, audit, deployment, maxTimeoutSeconds, logger: silent, now: () => new Date() };
  const input = { workflowRunId: run.workflowRunId, taskList: taskList(tasks) };
  const execution = { executionArn, startTime: new Date().toISOString(), input };
  const end = Date.now() + lambdaMilliseconds;
  while ((await launch({ execution }, dependencies, () => end - Date.now())).launching);
  return recorded.size;
};

/** One call after the other, and none twice. */
const oneByOne: Way = async (ecs, tasks) => {
  const spec = parseWorkflowSpec({ taskList: taskList(tasks) }, deployment, maxTimeoutSeconds);
  let recorded = 0;
  for (const entry of spec.taskList) {
    const overrides = overridesOf(spec, entry, run.workflowRunId) as RunTaskCommandInput["overrides"];
    const command = new RunTaskCommand({ taskDefinition: spec.taskDefinition, overrides });
    recorded += await ecs.send(command).then(
      ({ tasks: started = [] }) => started.length,
      () => 0,
    );
  }
  return recorded;
};

async function measure(way: Way, tasks: number, faults: boolean): Promise<Launched> {
  const service = new LaunchEcs(faults);
  const endpoint = await service.open();
  const credentials = { accessKeyId: "bench", secretAccessKey: "bench" };
  const ecs = new ECSClient({ endpoint, region: deployment.region, credentials, maxAttempts: 1 });
  const start = performance.now();
  const recorded = await way(ecs, tasks);
  const seconds = (performance.now() - start) / 1_000;
  ecs.destroy();
  service.close();
  return { seconds, lost: tasks - recorded, doubled: service.started.length - new Set(service.started).size };
}

// All wait nearly all of the time, so rounds run at once.
const measureRounds = (way: Way, tasks: number, faults: boolean): Promise<Launched[]> =>
  Promise.all(Array.from({ length: rounds }, () => measure(way, tasks, faults)));

async function figuresOf(tasks: number, faults: boolean): Promise<Figure[]> {
  const [kit, others] = await Promise.all([byLauncher, oneByOne].map((way) => measureRounds(way, tasks, faults)));
  const name = `launch ${tasks} tasks${faults ? ", 2 % without capacity, 2 % of answers lost" : ""}`;
  const figure = (what: string, unit: string, valueOf: (launched: Launched) => number): Figure => ({
    what: `${name}: ${what}`,
    unit,
    ...summary((kit ?? []).map(valueOf)),
    comparedWith: { what: "one call after the other, no retry", value: median((others ?? []).map(valueOf)) },
  });
  const allowedSeconds = launchSeconds(tasks);
  const share = ({ seconds }: Launched) => (100 * allowedSeconds) / seconds;
  return [
    figure("time", "s", ({ seconds }) => seconds),
    ...(allowedSeconds > 0 ? [figure("of the rate that the quotas allow", "%", share)] : []),
    figure("tasks lost", "tasks", ({ lost }) => lost),
    figure("tasks doubled", "tasks", ({ doubled }) => doubled),
  ];
}

/** The launcher against ECS with its default quotas, beside one call after the other. */
export const launchBench: Bench = {
  name: "launch",
  run: async () => {
    await measure(byLauncher, 1, false); // loads what the first call loads
    const figures: Figure[] = [];
    for (const { tasks, faulty } of lists)
      figures.push(...(await Promise.all(faulty.map((faults) => figuresOf(tasks, faults)))).flat());
    return figures;
  },
};
