import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { ECSClient } from "@aws-sdk/client-ecs";
import { launch } from "../../../handlers/task-launcher/launcher";
import { monitor } from "../../../handlers/task-monitor/monitor";
import type { MonitorDependencies } from "../../../handlers/task-monitor/poll";
import { settleStopped } from "../../../handlers/task-monitor/stopped-execution";
import { pattern1Definition } from "../../../stacks/pattern-1/definition";
import { pattern2Definition } from "../../../stacks/pattern-2/definition";
import { settingTable } from "../../../stacks/settings/table";
import { toRow, type DetailRow, type SummaryRow } from "../../../workflow/audit-rows";
import { AuditStore } from "../../../workflow/audit-store";
import type { Deployment } from "../../../workflow/deployment";
import { functionTimeoutSeconds, stopTimeoutSeconds } from "../../../workflow/deadline";
import { copyJob, type Job } from "../../../workflow/job";
import type { LauncherEvent, MonitorEvent } from "../../../workflow/iterator";
import type { EcsEngineOptions } from "../../../tools/local/endpoints/ecs/ecs";
import { newEcsEngine, type EcsEngine } from "../../../tools/local/endpoints/ecs/engine";
import { inMemoryClient } from "./in-memory-client";
import type { Interceptor } from "../../../tools/local/http/exchange";
import type { Invocable } from "../../../tools/local/lambda/functions";
import type { Json, JsonObject } from "../../../tools/local/json";
import { startExecution, type Execution } from "../../../tools/local/state-machine/execution";
import { lambdaIntegrations } from "../../../tools/local/state-machine/integrations/integration";
import { dynamodbIntegrations, ecsIntegrations } from "../../../tools/local/state-machine/integrations/services";
import { utf8Text } from "../../../workflow/utf8";
import { silent } from "./deployment";
import { dynamodbClient, MemoryDynamodb } from "./memory-dynamodb";
import { storedObjects } from "./stored-objects";
import { pause } from "./simulated-time";
import { SimulatedTasks, type Work } from "./simulated-tasks";

/** A call of a service, or of a function by the state machine. */
interface SimulatedCall {
  readonly service: "dynamodb" | "ecs" | "lambda" | "s3";
  readonly operation: string;
}

interface SimulatedRunOptions extends Partial<Pick<EcsEngineOptions, "vcpus" | "refusal" | "intercept">> {
  readonly pattern: 1 | 2;
  readonly deployment: Deployment;
  readonly maxTimeoutSeconds: number;
  /** @default the copy of an object */
  readonly job?: Job;
  /** @default rows are kept for ever */
  readonly retentionDays?: number | undefined;
  /** Lives of the tasks, by name. */
  readonly work: Work;
  /** Objects of the deployment's bucket, the text of each by its key. @default none */
  readonly objects?: Readonly<Record<string, string | undefined>>;
  /** @default nothing goes wrong, and calls take no time */
  readonly faults?: Interceptor<SimulatedCall, unknown>;
  /** Seconds by which the clock of the next function or task to begin is ahead. @default none is */
  readonly clockError?: () => number;
  /** Is told each row after it was written. */
  readonly onRow?: (row: SummaryRow | DetailRow) => void;
}

const account = "000000000000";

/** The time that a function has left which begins now: milliseconds. */
function remaining(): () => number {
  const end = Date.now() + functionTimeoutSeconds * 1_000;
  return () => end - Date.now();
}

const functionArn = (region: string, name: string): string => `arn:aws:lambda:${region}:${account}:function:${name}`;

/**
 * A deployment without processes and sockets: the state machine of a pattern, its functions, ECS, tasks and tables. It is made for
 * simulated time, in which waiting takes none.
 */
export class SimulatedRun {
  readonly ecs: EcsEngine;
  readonly tasks: SimulatedTasks;
  private readonly dynamodb: DynamoDBClient;
  private readonly ecsClient: ECSClient;
  private deployment: Deployment;

  constructor(private readonly options: SimulatedRunOptions) {
    const { deployment, work, onRow = () => undefined, vcpus, refusal, intercept } = options;
    this.deployment = deployment;
    const tables = new MemoryDynamodb((item) => {
      onRow(toRow<SummaryRow | DetailRow>(item));
    });
    const $metadata = { httpStatusCode: 200 };
    this.dynamodb = dynamodbClient((operation, input) =>
      this.call({ service: "dynamodb", operation }, () => ({ ...tables.execute(operation, input), $metadata })),
    );
    this.tasks = new SimulatedTasks(work, () => this.auditBy(this.clock()));
    const container = { name: deployment.containerName, stopTimeout: stopTimeoutSeconds };
    const definition = { cpu: "256", containerDefinitions: [container] } as const;
    this.ecs = newEcsEngine({
      url: "http://in-memory",
      region: deployment.region,
      accountId: "000000000000",
      registry: {
        clusterNames: [deployment.clusterName],
        taskDefinitions: [1, 2].map((revision) => ({ ...definition, family: "kit", revision })),
      },
      runner: this.tasks.start,
      maxRunning: Infinity,
      ...(vcpus !== undefined && { vcpus }),
      ...(refusal && { refusal }),
      ...(intercept && { intercept }),
    });
    const call: EcsEngine["call"] = (asked) =>
      this.call({ service: "ecs", operation: asked.operation }, () => this.ecs.call(asked));
    this.ecsClient = inMemoryClient({ ...this.ecs, call }, deployment.region);
  }

  /** Starts an execution. */
  start(input: Json, name = "run"): Execution {
    const { region } = this.deployment;
    const { pattern } = this.options;
    const stateMachine = {
      name: "simulated",
      arn: `arn:aws:states:${region}:${account}:stateMachine:simulated`,
      roleArn: `arn:aws:iam::${account}:role/simulated`,
      definition: this.definition(pattern) as unknown as JsonObject,
    };
    return startExecution({ stateMachine, integrations: this.integrations(), input, name, realTime: true });
  }

  /** An apply makes another revision of the task definition, which functions that begin from now on know. */
  redeploy(): void {
    this.deployment = { ...this.deployment, taskDefinition: "kit:2" };
  }

  /** Invokes the monitor as the deployment's rule does when an execution was stopped or timed out. */
  settle({
    executionArn,
    status,
    startedAt,
    input,
  }: Pick<Execution, "executionArn" | "status" | "startedAt" | "input">): Promise<void> {
    const detail = { executionArn, status, startDate: startedAt.getTime(), input: JSON.stringify(input) };
    const event = { "detail-type": "Step Functions Execution Status Change", detail };
    return this.call({ service: "lambda", operation: "monitor" }, () =>
      settleStopped(event, { ...this.monitorDependencies(), pause }),
    );
  }

  private definition(pattern: 1 | 2) {
    const { deployment, maxTimeoutSeconds, retentionDays, job = copyJob } = this.options;
    const { region, clusterName } = deployment;
    const monitorArn = functionArn(region, "monitor");
    const clusterArn = `arn:aws:ecs:${region}:${account}:cluster/${clusterName}`;
    return pattern === 1
      ? pattern1Definition({ launcherArn: functionArn(region, "launcher"), monitorArn, maxTimeoutSeconds })
      : pattern2Definition({
          monitorArn,
          clusterArn,
          deployment,
          job,
          maxTimeoutSeconds,
          retentionDays,
          launchConcurrency: settingTable.launchConcurrency.default,
          toleratedLaunchFailurePercentage: settingTable.toleratedLaunchFailurePercentage.default,
        });
  }

  private integrations() {
    return {
      ...lambdaIntegrations([this.launcher(), this.monitor()], () => undefined),
      ...storedObjects(this.options.objects ?? {}),
      ...ecsIntegrations(this.ecsClient),
      ...dynamodbIntegrations(this.dynamodb),
    };
  }

  private launcher(): Invocable {
    const { maxTimeoutSeconds, job = copyJob, objects = {} } = this.options;
    const readList = (_: string, key: string) =>
      this.call({ service: "s3", operation: "GetObject" }, () => ({
        text: utf8Text(Buffer.from(objects[key] ?? "")),
        etag: objects[key] ?? "",
      }));
    return this.function("launcher", (event) => {
      const { deployment } = this;
      const dependencies = { ...this.clients(), deployment, maxTimeoutSeconds, job, readList };
      return launch(event as unknown as LauncherEvent, dependencies, remaining());
    });
  }

  private monitor(): Invocable {
    return this.function("monitor", (event) => monitor(event as unknown as MonitorEvent, this.monitorDependencies()));
  }

  /** The dependencies of a monitor that begins now. */
  private monitorDependencies(): MonitorDependencies {
    const { workflowName, clusterName, taskDefinition } = this.deployment;
    const names = { workflowName, clusterName, taskDefinition };
    return { ...names, ...this.clients(), startTimeoutSeconds: 600, remainingMilliseconds: remaining() };
  }

  private clients() {
    const now = this.clock();
    return { ecs: this.ecsClient, audit: this.auditBy(now), logger: silent, now };
  }

  private auditBy(now: () => Date): AuditStore {
    const { retentionDays } = this.options;
    return new AuditStore(this.dynamodb, { summary: "summary", details: "details", retentionDays }, now);
  }

  private clock(): () => Date {
    const { clockError = () => 0 } = this.options;
    const milliseconds = clockError() * 1_000;
    return () => new Date(Date.now() + milliseconds);
  }

  private function(name: "launcher" | "monitor", handle: (event: Json) => Promise<object>): Invocable {
    return {
      name,
      arn: functionArn(this.deployment.region, name),
      invoke: (event) =>
        this.call({ service: "lambda", operation: name }, () => handle(event)).then(
          (answer) => ({ payload: JSON.parse(JSON.stringify(answer)) as Json }),
          (error: unknown) => ({ error: { errorType: (error as Error).name, errorMessage: (error as Error).message } }),
        ),
    };
  }

  private call<Answer>(call: SimulatedCall, act: () => Promise<Answer> | Answer): Promise<Answer> {
    // What an operation throws becomes a rejection.
    const proceed = async (): Promise<Answer> => act();
    return (this.options.faults?.(call, proceed) ?? proceed()) as Promise<Answer>;
  }
}
