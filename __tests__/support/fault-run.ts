import { setTimeout } from "node:timers/promises";
import { readAuditTables, type AuditRows, Bucket } from "../../tools/local/contents";
import { deploymentOf } from "../../tools/local/deployed/stack";
import type { Fault } from "../../tools/faults/fault";
import { prepareFault } from "../../tools/faults/lab";
import { labObjects, labSpecs } from "../../tools/faults/lab-workflow";
import type { Intercept } from "../../tools/local/endpoints/ecs/ecs";
import { chained } from "../../tools/local/http/exchange";
import type { EndedExecution } from "../../tools/local/state-machine/execution";
import type { HistoryEvent } from "../../tools/local/state-machine/history";
import type { SynthesizedStack } from "../../tools/local/terraform/synthesized-stack";
import { inFaultCloud } from "./fault-cloud";
import { RecordedTasks } from "./recorded-tasks";

/** What was found after a fault. */
export interface FaultRun extends AuditRows {
  /** The task that was hit. */
  readonly victim: string;
  readonly runTaskCalls: number;
  readonly executions: readonly EndedExecution[];
  /** Keys of all objects in the bucket. */
  readonly keys: readonly string[];
  /** The name of each task that a process was started for. */
  readonly starts: readonly string[];
  /** The name of each task that was started while another of the same entry and run ran. */
  readonly overlaps: readonly string[];
  /** The names of tasks whose process outlasts the run by more than it may take to stop one. */
  readonly stillRunning: readonly string[];
}

/** Runs a workflow of three tasks on a local cloud with a fault. */
export const runFault = (fault: Fault, stack: SynthesizedStack, seed: number): Promise<FaultRun> =>
  inFaultCloud(fault, stack, async ({ cloud, folder, meet }) => {
    const { hooks, drive, victim } = prepareFault(fault, { seed, folder });
    const tasks = new RecordedTasks();
    const calls: string[] = [];
    const counted: Intercept = ({ operation }, proceed) => {
      calls.push(operation);
      return proceed();
    };
    meet({
      ...hooks,
      ecs: chained([counted, ...(hooks.ecs ? [hooks.ecs] : [])]),
      runner: (runner) => tasks.watch(hooks.runner?.(runner) ?? runner),
    });
    const deployment = deploymentOf(stack);
    const bucket = new Bucket(deployment.s3BucketName, cloud.url, stack.region);
    await bucket.put(labObjects());
    const executions = await unlessItHangs(tasks, (onEvent) =>
      drive(cloud, labSpecs(fault), { realTime: false, onEvent }),
    );
    const stillRunning = await outlasting(tasks);
    const rows = await readAuditTables(deployment, cloud.url);
    const keys = await bucket.keys();
    const runTaskCalls = calls.filter((operation) => operation === "RunTask").length;
    const { starts, overlaps } = tasks;
    return { ...rows, runTaskCalls, victim, executions, keys, starts, overlaps, stillRunning };
  });

/** A run that is not over after this time hangs, however busy the machine is: seconds. A usual one takes ten. */
const limitSeconds = 240;

const eventLine = ({ id, timestamp, type, stateEnteredEventDetails: entered }: HistoryEvent): string =>
  `${timestamp?.toISOString() ?? ""} ${id} ${type} ${entered?.name ?? ""}`;

/** The result of a run. @throws Error with the end of its history and the tasks that are alive, when it hangs */
async function unlessItHangs<Result>(
  tasks: RecordedTasks,
  run: (onEvent: (event: HistoryEvent) => void) => Promise<Result>,
): Promise<Result> {
  const events: HistoryEvent[] = [];
  const over = new AbortController();
  const hangs = setTimeout(limitSeconds * 1_000, undefined, over).then(() => {
    const last = events.slice(-40).map(eventLine).join("\n");
    throw new Error(
      `Not over after ${limitSeconds} s. Tasks alive: ${tasks.alive.join(", ")}. The last events:\n${last}`,
    );
  });
  try {
    return await Promise.race([run((event) => events.push(event)), hangs]);
  } finally {
    over.abort();
  }
}

async function outlasting(tasks: RecordedTasks): Promise<readonly string[]> {
  for (let waits = 0; tasks.alive.length > 0 && waits < 100; waits += 1) await setTimeout(100);
  return tasks.alive;
}
