import { DescribeTasksCommand, ECSClient, RunTaskCommand, type RunTaskCommandInput } from "@aws-sdk/client-ecs";
import { EventEmitter, once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeProgram, processRunner } from "../../tools/local/endpoints/ecs/process-runner";
import { startEcsEndpoint } from "./ecs-endpoint";
import type { EcsTask } from "../../tools/local/endpoints/ecs/tasks";

type EcsEndpointOptions = Parameters<typeof startEcsEndpoint>[0];

/** What the containers of `startEcsLab` get from the one who starts them. */
export const surroundings = { AWS_ENDPOINT_URL_S3: "http://127.0.0.1:1" };

/**
 * An ECS endpoint whose tasks run `program` as a process.
 *
 * @param program CommonJS
 * @param registered in place of the cluster `kit` or of the task definitions `copy:1` and `copy:2`
 */
export async function startEcsLab(
  program: string,
  options: Partial<EcsEndpointOptions> = {},
  registered: Partial<EcsEndpointOptions["registry"]> = {},
) {
  const folder = mkdtempSync(join(tmpdir(), "ecs-lab-"));
  const taskFile = join(folder, "task.js");
  writeFileSync(taskFile, program);
  const events = new EventEmitter().setMaxListeners(0);
  const lines: string[] = [];
  const changes: EcsTask[] = [];
  const environment = [
    { name: "from", value: "definition" },
    { name: "kept", value: "definition" },
  ];
  const registry = {
    clusterNames: ["kit"],
    taskDefinitions: [1, 2].map((revision) => ({
      family: "copy",
      revision,
      networkMode: "awsvpc" as const,
      containerDefinitions: [{ name: "ecs-task", image: "image", stopTimeout: 1, environment }] as const,
    })),
  };
  const endpoint = await startEcsEndpoint({
    registry: { ...registry, ...registered },
    runner: processRunner(nodeProgram(taskFile), {
      environment: surroundings,
      onLine: (_, line) => {
        lines.push(line);
        events.emit("line");
      },
    }),
    onChange: (task) => {
      changes.push(task);
      events.emit("change", task);
    },
    ...options,
  });
  const client = new ECSClient({
    endpoint: endpoint.url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  return {
    endpoint,
    client,
    lines,
    /** Every state that a task was in, as `onChange` told. */
    changes,
    /** Calls RunTask, with what it needs besides `input`. */
    run: (input: Partial<RunTaskCommandInput> = {}) =>
      client.send(
        new RunTaskCommand({
          cluster: "kit",
          taskDefinition: "copy:1",
          networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-1"] } },
          ...input,
        }),
      ),
    describe: (...tasks: string[]) => client.send(new DescribeTasksCommand({ cluster: "kit", tasks })),
    /** Waits until a task (or the first of all) is in a state. */
    until: async (lastStatus: string, taskArn?: string): Promise<EcsTask> => {
      for (;;) {
        const found = endpoint
          .tasks()
          .find((task) => task.lastStatus === lastStatus && task.taskArn === (taskArn ?? task.taskArn));
        if (found) return found;
        await once(events, "change");
      }
    },
    /** Waits until so many lines were written. */
    untilLines: async (count: number): Promise<string[]> => {
      while (lines.length < count) await once(events, "line");
      return lines;
    },
    close: async (): Promise<void> => {
      client.destroy();
      await endpoint.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type EcsLab = Awaited<ReturnType<typeof startEcsLab>>;
