import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { deployment } from "../../__tests__/support/deployment";
import { toEnvironment } from "../../workflow/deployment";
import { metadataUriVariable, taskEnvironment } from "../../workflow/task-environment";
import { now, type Call, type StartupCloud } from "./startup-cloud";
import type { ProgramName } from "./startup-programs";

/** Milliseconds from a process's start to what it reached. */
export type Milestones = Partial<Record<Call | "loaded", number>>;

type Environment = Readonly<Record<string, string>>;

const run = { workflowName: deployment.workflowName, workflowRunId: "7" };
const input = { ...run, taskList: [{ taskName: "a", objectKey: "file" }] };
const execution = { executionArn: "arn:execution", startTime: "2026-01-01T00:00:00.000Z", input };

const surroundings = (url: string): Environment => ({
  AWS_REGION: deployment.region,
  AWS_ENDPOINT_URL: url,
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
});

/** Lambda gives a function its credentials as variables. */
const functionEnvironment = (url: string, event: object): Environment => ({
  ...surroundings(url),
  ...toEnvironment({ ...deployment, maxTimeoutSeconds: "86400", startTimeoutSeconds: "600" }),
  AWS_ACCESS_KEY_ID: "ASIAEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "secret",
  AWS_SESSION_TOKEN: "token",
  BENCH_EVENT: JSON.stringify(event),
});

/** ECS gives a task an address to ask for its credentials. */
const containerEnvironment = (url: string): Environment => ({
  ...surroundings(url),
  AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/credentials`,
  [metadataUriVariable]: `${url}/metadata`,
  [taskEnvironment.region]: deployment.region,
  [taskEnvironment.detailsTable]: deployment.ddbTableNameWFDetails,
  [taskEnvironment.detailsHashKey]: deployment.hashKeyWFDetails,
  [taskEnvironment.detailsRangeKey]: deployment.rangeKeyWFDetails,
  [taskEnvironment.workflowName]: run.workflowName,
  [taskEnvironment.workflowRunId]: run.workflowRunId,
  [taskEnvironment.taskName]: "a",
  [taskEnvironment.s3BucketName]: deployment.s3BucketName,
  [taskEnvironment.objectKey]: "file",
});

const environments: Readonly<Record<ProgramName | "bare", (url: string) => Environment>> = {
  "task-launcher": (url) => functionEnvironment(url, { execution }),
  "task-monitor": (url) => functionEnvironment(url, run),
  "ecs-task": containerEnvironment,
  bare: surroundings,
};

const starter = resolve(__dirname, "startup-starter.js");

/**
 * Starts a program in a fresh Node.js process, and ends it at its first call of a service.
 *
 * @throws Error with what the program wrote, when it ended before
 */
export async function start(
  name: ProgramName | "bare",
  file: string,
  url: string,
  cloud: StartupCloud,
): Promise<Milestones> {
  const milestones: Milestones = {};
  const isFunction = name.startsWith("task-");
  const env = { ...environments[name](url), BENCH_PROGRAM: file };
  const began = now();
  const child = spawn(process.execPath, [isFunction ? starter : file], {
    env,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const written: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data: Buffer) => written.push(data));
  child.on("message", (at: number) => (milestones.loaded = at - began));
  cloud.onCall = (call, at) => {
    milestones[call] ??= at - began;
    if (call === "service") child.kill("SIGKILL");
  };
  await once(child, "close");
  if (milestones.service === undefined)
    throw new Error(`${file} ended before it called a service:\n${Buffer.concat(written).toString("utf8")}`);
  return milestones;
}
