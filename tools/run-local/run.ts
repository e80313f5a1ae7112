import { readAuditTables } from "../local/audit-tables";
import { Bucket, type Objects } from "../local/bucket";
import type { Closers } from "../local/closers";
import { deploymentOf } from "../local/deployment";
import { noFault, type PreparedFault } from "../faults";
import type { PublishedMessage } from "../local/endpoints/sns";
import { startLocalCloud } from "../local/local-cloud";
import { patternReport, type Found, type PatternReport } from "./report";
import type { RunnerName } from "../local/runners";
import type { ExecutionResult } from "../local/state-machine/execution";
import type { Pattern } from "../local/synthesis";
import type { Json } from "../local/json";
import type { SynthesizedStack } from "../local/terraform/synthesized-stack";
import type { View } from "./view/view";

/** One pattern's workflow, checked and ready to run. */
export interface WorkflowRun {
  readonly pattern: Pattern;
  readonly stack: SynthesizedStack;
  /** The execution's input. */
  readonly specs: Json;
  /** Objects in the bucket before the run. */
  readonly objects: Objects;
  /** Runner of the tasks. */
  readonly runner: RunnerName;
  readonly realTime: boolean;
  /** Quota of vCPUs for tasks that run at once. @default no limit */
  readonly vcpus?: number | undefined;
  /** Faults. @default none */
  readonly fault?: PreparedFault;
}

/** Runs a workflow on a local cloud of its own, and reports how it went. Whatever it started ends with it. */
export async function runWorkflow(run: WorkflowRun, view: View, closers: Closers): Promise<PatternReport> {
  const { pattern, stack, specs, objects, runner, realTime, vcpus, fault = noFault } = run;
  const deployment = deploymentOf(stack);
  const written = new Map<string, string>();
  const messages: PublishedMessage[] = [];
  const cloud = await startLocalCloud(stack, {
    runner,
    vcpus,
    faults: fault.hooks,
    onLine: (program, line) => {
      written.set(program, line);
    },
    onMessage: (message) => messages.push(message),
    onTask: (task) => {
      view.taskMoved?.(pattern, task);
    },
  });
  closers.add(() => cloud.close());
  const bucket = new Bucket(deployment.s3BucketName, cloud.urls, stack.region);
  await bucket.put(objects);
  const find = async (): Promise<Found> => ({
    rows: await readAuditTables(deployment, cloud.urls),
    objects: await bucket.keys(),
  });
  view.runStarted?.(pattern, find);
  const executions = await fault.drive(cloud, specs, {
    realTime,
    onEvent: (event) => {
      view.stateMoved?.(pattern, event);
    },
  });
  await cloud.eventsDelivered();
  const report = {
    ...patternReport(pattern, executions.at(-1) as ExecutionResult, await find(), written),
    ...(messages.length > 0 && { messages }),
  };
  view.runEnded?.(report);
  await cloud.close();
  return report;
}
