import { ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { ECSClient, RunTaskCommand, StopTaskCommand } from "@aws-sdk/client-ecs";
import { EventEmitter, once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { taskImageContext } from "../../modules/bundles/programs";
import { nodeProgram, processRunner } from "../../tools/local/endpoints/ecs/process-runner";
import { startEcsEndpoint } from "./ecs-endpoint";
import type { TaskLaunch } from "../../tools/local/endpoints/ecs/task-runner";
import type { EcsTask } from "../../tools/local/endpoints/ecs/tasks";
import { newS3 } from "../../tools/local/endpoints/s3/s3";
import { startLocalServer } from "../../tools/local/http/local-server";
import { auditKeys } from "../../workflow/audit-rows";
import { AuditStore } from "../../workflow/audit-store";
import { taskEnvironment } from "../../workflow/task-environment";
import { startAuditTables } from "./audit-tables";
import { deployment } from "./deployment";

const { region, s3BucketName, clusterName, containerName, ddbTableNameWFDetails } = deployment;
const credentials = { accessKeyId: "OPERATOR", secretAccessKey: "local" };

/** The environment of a task, by the keys of the contract. */
export type TaskVariables = Partial<Record<keyof typeof taskEnvironment, string>>;

const toVariables = (values: TaskVariables) =>
  Object.entries(values).map(([key, value]) => ({ name: taskEnvironment[key as keyof typeof taskEnvironment], value }));

const definitionVariables = {
  region,
  detailsTable: ddbTableNameWFDetails,
  detailsHashKey: auditKeys.detailsHashKey,
  detailsRangeKey: auditKeys.detailsRangeKey,
};

/** The bundled task as a process, with DynamoDB, S3 and ECS on this machine. */
export async function startTaskLab() {
  const folder = mkdtempSync(join(tmpdir(), "task-lab-"));
  const taskFile = join(folder, "task.js");
  writeFileSync(taskFile, taskImageContext()["task.js"] as Uint8Array);

  const tables = await startAuditTables();
  const bucket = await startLocalServer(newS3({ [s3BucketName]: region }));
  const s3 = new S3Client({ region, endpoint: bucket.url, credentials });

  const events = new EventEmitter();
  const lines: { taskId: string; line: string }[] = [];
  const launches: TaskLaunch[] = [];
  const processes = processRunner(nodeProgram(taskFile), {
    environment: {
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_ENDPOINT_URL_S3: bucket.url,
      AWS_ENDPOINT_URL_DYNAMODB: tables.url,
    },
    onLine: (taskId, line) => {
      lines.push({ taskId, line });
      events.emit("line", line);
    },
  });
  const ecs = await startEcsEndpoint({
    region,
    registry: {
      clusterNames: [clusterName],
      taskDefinitions: [
        {
          family: "kit",
          revision: 1,
          containerDefinitions: [{ name: containerName, environment: toVariables(definitionVariables) }],
        },
      ],
    },
    runner: (launch) => {
      launches.push(launch);
      return processes(launch);
    },
    onChange: (task) => events.emit(`${task.taskArn} ${String(task.lastStatus)}`, task),
  });
  const client = new ECSClient({ region, endpoint: ecs.url, credentials });

  return {
    s3,
    tables,
    store: new AuditStore(tables.client, { details: ddbTableNameWFDetails }),
    launches,
    lines,
    /** Starts a task. */
    launch: async (variables: TaskVariables): Promise<EcsTask> => {
      const containerOverrides = [{ name: containerName, environment: toVariables(variables) }];
      const { tasks = [] } = await client.send(
        new RunTaskCommand({ cluster: clusterName, taskDefinition: "kit", overrides: { containerOverrides } }),
      );
      return tasks[0] as EcsTask;
    },
    /** The exit code of a task, as soon as there is one. */
    exitCodeOf: async ({ taskArn }: EcsTask): Promise<number | undefined> => {
      const stopped = once(events, `${taskArn} STOPPED`) as Promise<[EcsTask]>;
      const now = ecs.tasks().find((task) => task.taskArn === taskArn && task.lastStatus === "STOPPED");
      return (now ?? (await stopped)[0]).containers?.[0]?.exitCode;
    },
    /** Runs the container of an earlier launch once more, as it was or with other variables. */
    runAgain: (launch: TaskLaunch, variables: Record<string, string> = {}): Promise<number> =>
      processes({ ...launch, environment: { ...launch.environment, ...variables } }).ended,
    stop: ({ taskArn }: EcsTask) =>
      client.send(new StopTaskCommand({ cluster: clusterName, task: taskArn, reason: "enough" })),
    /** Waits for a line that a task writes and that bears `words`. */
    line: async ({ taskArn }: EcsTask, words: string): Promise<void> => {
      const isIt = ({ line }: { line: string }) => line.includes(taskArn) && line.includes(words);
      while (!lines.some(isIt)) await once(events, "line");
    },
    put: (Key: string, Body: string) =>
      s3.send(
        new PutObjectCommand({ Bucket: s3BucketName, Key, Body, ContentType: "text/x-test", Metadata: { a: "b" } }),
      ),
    keys: async (): Promise<string[]> => {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: s3BucketName }));
      return Contents.map(({ Key }) => String(Key)).sort();
    },
    close: async (): Promise<void> => {
      client.destroy();
      s3.destroy();
      await ecs.close();
      await bucket.close();
      await tables.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
