import { BatchWriteItemCommand, DynamoDBClient, type AttributeValue } from "@aws-sdk/client-dynamodb";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Fault } from "../../tools/faults/fault";
import { SkippedTime } from "../../tools/faults/skipped-time";
import { readAuditTables } from "../../tools/local/contents";
import { deploymentOf } from "../../tools/local/deployed/stack";
import type { Hooks } from "../../tools/local/hooks";
import { chained } from "../../tools/local/http/exchange";
import { startLocalCloud, type LocalCloud } from "../../tools/local/local-cloud";
import { localCredentials } from "../../tools/local/program-environment";
import type { SynthesizedStack } from "../../tools/local/terraform/synthesized-stack";

/** A local cloud in which one run after the other meets a fault. The functions stay warm between them, as in AWS. */
export interface FaultCloud {
  readonly cloud: LocalCloud;
  readonly stack: SynthesizedStack;
  /** For what faults write: the same from run to run. */
  readonly folder: string;
  /** Has these faults, and no others, from now on. */
  readonly meet: (hooks: Hooks) => void;
  readonly close: () => Promise<void>;
}

async function start(stack: SynthesizedStack, account: Fault["account"]): Promise<FaultCloud> {
  const folder = mkdtempSync(join(tmpdir(), "fault-"));
  let hooks: Hooks = {};
  const faults: Hooks = {
    ...account,
    functionEnvironment: new SkippedTime(folder).environment,
    now: () => hooks.now?.() ?? new Date(),
    refusal: (input) => hooks.refusal?.(input),
    applied: (configuration) => hooks.applied?.(configuration) ?? configuration,
    runner: (runner) => (launch) => (hooks.runner?.(runner) ?? runner)(launch),
    invoke: (call, proceed) => (hooks.invoke ?? chained([]))(call, proceed),
    ecs: (call, proceed) => (hooks.ecs ?? chained([]))(call, proceed),
    dynamodb: (call, proceed) => (hooks.dynamodb ?? chained([]))(call, proceed),
    s3: (call, proceed) => (hooks.s3 ?? chained([]))(call, proceed),
  };
  const cloud = await startLocalCloud(stack, { faults });
  return {
    cloud,
    stack,
    folder,
    meet: (others) => {
      hooks = others;
    },
    close: async () => {
      await cloud.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** A fault of the account, or a run id that others use, needs a cloud that nobody else has. */
const isAlone = ({ account, spec = {} }: Fault): boolean => account !== undefined || "workflowRunId" in spec;

/** Clouds that wait for a run, by the job of their deployment. */
const waiting = { copy: [] as FaultCloud[], container: [] as FaultCloud[] };

/** Ends the clouds that wait for a run. */
export const closeFaultClouds = async (): Promise<void> => {
  await Promise.all(Object.values(waiting).flatMap((clouds) => clouds.splice(0).map(({ close }) => close())));
};

/** Runs a workflow in a cloud where nothing is left of other runs. */
export async function inFaultCloud<Result extends { readonly stillRunning: readonly string[] }>(
  fault: Fault,
  stack: SynthesizedStack,
  run: (cloud: FaultCloud) => Promise<Result>,
): Promise<Result> {
  const others = waiting[fault.job ?? "copy"];
  const cloud = (isAlone(fault) ? undefined : others.pop()) ?? (await start(stack, fault.account));
  let isClean = false;
  try {
    const result = await run(cloud);
    if (!isAlone(fault) && result.stillRunning.length === 0) {
      await clear(cloud);
      isClean = true;
    }
    return result;
  } finally {
    if (isClean) others.push(cloud);
    else await cloud.close();
  }
}

/** Ends what a run has begun, and deletes its rows. */
async function clear({ cloud, stack, meet }: FaultCloud): Promise<void> {
  await cloud.rules.delivered();
  meet({});
  const deployment = deploymentOf(stack);
  const { summaries, details } = await readAuditTables(deployment, cloud.url);
  await deleteItems(cloud, stack.region, {
    [deployment.ddbTableNameWFSummary]: summaries.map(({ workflow_name, workflow_run_id }) => ({
      workflow_name: { S: workflow_name },
      workflow_run_id: { N: workflow_run_id },
    })),
    [deployment.ddbTableNameWFDetails]: details.map(({ workflow_run_id, ecs_task_id }) => ({
      workflow_run_id: { N: workflow_run_id },
      ecs_task_id: { S: ecs_task_id },
    })),
  });
}

/** DynamoDB API reference, BatchWriteItem: it takes no more. */
const mostItems = 25;

async function deleteItems(
  { url }: LocalCloud,
  region: string,
  keysByTable: Readonly<Record<string, readonly Record<string, AttributeValue>[]>>,
): Promise<void> {
  const client = new DynamoDBClient({ endpoint: url, region, credentials: localCredentials });
  for (const [table, keys] of Object.entries(keysByTable))
    for (let at = 0; at < keys.length; at += mostItems) {
      const requests = keys.slice(at, at + mostItems).map((Key) => ({ DeleteRequest: { Key } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
    }
  client.destroy();
}
