import { ECSClient, RunTaskCommand, type RunTaskCommandInput } from "@aws-sdk/client-ecs";
import type { LauncherDependencies } from "../../handlers/task-launcher/dependencies";
import { launch } from "../../handlers/task-launcher/launcher";
import { AuditStore } from "../../workflow/audit-store";
import { functionTimeoutSeconds } from "../../workflow/function-time";
import { overridesOf } from "../../workflow/task-overrides";
import { deployment, executionArn, linesOf, run, silent, taskList } from "./lab";
import { startLaunchEcs } from "./launch-ecs";
import { dynamodbClient, MemoryDynamodb } from "../simulated/memory-dynamodb";

/** A list to launch, and the conditions of its launch. */
export interface Scenario {
  readonly tasks: number;
  /** True where one call in fifty meets a lack of capacity, and one loses its answer: a short list would meet neither. */
  readonly faults: boolean;
  /** Duration of a call of RunTask, milliseconds. */
  readonly callMilliseconds: number;
  /** True where the list lies in S3. */
  readonly listed?: boolean;
}

/** The outcome of a launch. */
export interface Launched {
  readonly seconds: number;
  /** Calls of the launcher. */
  readonly launcherCalls: number;
  /** Calls of RunTask, those that were throttled included. */
  readonly ecsCalls: number;
  /** Entries of which no task was recorded. */
  readonly lost: number;
  /** Tasks beyond one an entry. */
  readonly doubled: number;
}

/** Launches a scenario's list by a client. */
export type Way = (
  ecs: ECSClient,
  scenario: Scenario,
) => Promise<{ readonly recorded: number; readonly calls: number }>;

const maxTimeoutSeconds = 86_400;

/** The launcher as it is, called again as the state machine does. */
export const byLauncher: Way = async (ecs, { tasks, listed = false }) => {
  const entries = taskList(tasks);
  const recorded = new Set<string>();
  const store = new MemoryDynamodb((item) => {
    if (item["status"]?.S === "Submitted") recorded.add(item["task_name"]?.S ?? "");
  });
  const client = dynamodbClient((name, input) => Promise.resolve(store.execute(name, input)));
  const dependencies: LauncherDependencies = {
    ecs,
    audit: new AuditStore(client, { summary: "summary", details: "details" }),
    deployment,
    maxTimeoutSeconds,
    readList: () => Promise.resolve({ text: linesOf(entries), etag: "1" }),
    logger: silent,
    now: () => new Date(),
  };
  const list = listed ? { taskSource: { format: "JSONL", key: "list.jsonl" } } : { taskList: entries };
  const input = { workflowRunId: run.workflowRunId, ...list };
  const execution = { executionArn, startTime: new Date().toISOString(), input };
  for (let calls = 1; ; calls++) {
    const end = Date.now() + functionTimeoutSeconds * 1_000;
    const { launching } = await launch({ execution }, dependencies, () => end - Date.now());
    if (!launching) return { recorded: recorded.size, calls };
  }
};

/** One call after the other, and none twice: the original's way. */
export const oneByOne: Way = async (ecs, { tasks }) => {
  const spec = { ...deployment, taskList: taskList(tasks) };
  let recorded = 0;
  for (const entry of spec.taskList) {
    const overrides = overridesOf(spec, entry, run.workflowRunId) as RunTaskCommandInput["overrides"];
    const command = new RunTaskCommand({ cluster: spec.clusterName, taskDefinition: spec.taskDefinition, overrides });
    recorded += await ecs.send(command).then(
      ({ tasks: started = [] }) => started.length,
      () => 0,
    );
  }
  return { recorded, calls: 1 };
};

/** Launches a list once, against an ECS of its own. */
export async function measure(way: Way, scenario: Scenario): Promise<Launched> {
  const { tasks, faults, callMilliseconds } = scenario;
  const service = await startLaunchEcs(faults, callMilliseconds);
  const credentials = { accessKeyId: "bench", secretAccessKey: "bench" };
  const ecs = new ECSClient({ endpoint: service.url, region: deployment.region, credentials, maxAttempts: 1 });
  const start = performance.now();
  const { recorded, calls } = await way(ecs, scenario);
  const seconds = (performance.now() - start) / 1_000;
  ecs.destroy();
  await service.close();
  const doubled = service.started.length - new Set(service.started).size;
  return { seconds, launcherCalls: calls, ecsCalls: service.asked(), lost: tasks - recorded, doubled };
}
