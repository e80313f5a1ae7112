import { join } from "node:path";
import type { Closers } from "./ending";
import type { Deployed } from "./deployed/deployed";
import { newEcsEngine, ecsApi } from "./endpoints/ecs/engine";
import type { TaskRunner, TaskSurroundings } from "./endpoints/ecs/task-runner";
import type { EcsTask } from "./endpoints/ecs/tasks";
import { newGateway, type GatewayOptions } from "./gateway/gateway";
import { Executions } from "./gateway/step-functions/executions";
import { TaskLogs } from "./gateway/task-logs";
import { AwsError } from "./http/aws-answers";
import type { Handler } from "./http/exchange";
import { startLocalServer } from "./http/local-server";
import { Iam } from "./iam/iam";
import { forFunction, forStateMachine, forTask } from "./iam/principals";
import { EventRules } from "./event-rules";
import { Functions } from "./lambda/functions";
import type { FunctionConfiguration } from "./lambda/lambda-function";
import type { Hooks } from "./hooks";
import { credentialVariables, programEnvironment } from "./program-environment";
import { withSecrets } from "./runners";
import type { StateMachineConfiguration } from "./state-machine/definition";
import { lambdaIntegrations } from "./state-machine/integrations/integration";
import { serviceIntegrations } from "./state-machine/integrations/services";
import type { Caller } from "./state-machine/branch";

/** Choices of whoever starts an account's running part, and what they are told of. */
export interface RunningChoices {
  /** A fixed port of the one address. @default a free one */
  readonly port?: number | undefined;
  /** True when Wait states of executions that the operator starts last as long as in AWS. @default false */
  readonly realTime?: boolean | undefined;
  /** Is told each task when it is new and after each change. */
  readonly onTask?: (task: EcsTask) => void;
  /** Is told each line that a Lambda function or a task writes. */
  readonly onLine?: (program: string, line: string) => void;
  /** Is told who was not allowed what, in the words that the caller gets to read. */
  readonly onDenied?: (message: string) => void;
  /** Quota of vCPUs for tasks that run at once. @default no limit */
  readonly vcpus?: number | undefined;
  /** Faults. @default none */
  readonly faults?: Hooks;
}

interface RunningOptions extends RunningChoices, Pick<GatewayOptions, "deployed" | "services"> {
  /** The services that keep data or pass it on; they believe whatever reaches them. */
  readonly storage: Omit<GatewayOptions["stored"], "ecs">;
  readonly makeRunner: (surroundings: TaskSurroundings) => Promise<TaskRunner> | TaskRunner;
  /** For unpacked programs; the caller's to delete. */
  readonly folder: string;
  readonly closers: Closers;
}

/** The running part of an account: functions, tasks and executions, behind one address for all of AWS. */
export interface Running {
  readonly deployed: Deployed;
  /** The one address: of programs, each of whose calls is judged by its role, and of the operator, who may do everything. */
  readonly url: string;
  /** The lines that functions and tasks have written. */
  readonly logs: TaskLogs;
  /** The rules that wait for executions. */
  readonly rules: EventRules;
  /** Services as a state machine's states call them. */
  readonly callerFor: (stateMachine: StateMachineConfiguration) => Promise<Caller>;
}

/** Starts all that runs of what is deployed. Each program has credentials of its own role, and gets to do what that allows. */
export async function startRunning(options: RunningOptions): Promise<Running> {
  const { deployed, storage, services, faults, folder, port, realTime = false, closers } = options;
  const logs = new TaskLogs();
  const onLine = (program: string, line: string) => {
    logs.add(program, line);
    options.onLine?.(program, line);
  };
  const iam = new Iam(deployed, options.onDenied);
  let answer = starting;
  const server = await startLocalServer((request) => answer(request), port);
  closers.add(() => server.close());
  const { url } = server;
  const environment = programEnvironment(url, deployed.region);
  const environmentOf = ({ name, arn, roleArn, subnetIds: [subnetId = ""] }: FunctionConfiguration) => ({
    ...environment,
    ...credentialVariables(iam.assumeRole(roleArn, forFunction(arn, deployed.vpcIds[subnetId]), name)),
    ...faults?.functionEnvironment,
  });
  const functions = new Functions(deployed, join(folder, "functions"), environmentOf, onLine, faults);
  closers.add(() => functions.close());
  const callerFor: Running["callerFor"] = async ({ arn, roleArn, name }) => {
    await deployed.refresh();
    const credentials = iam.assumeRole(roleArn, forStateMachine(arn), name);
    const denialOf = iam.denialOf(credentials);
    return {
      integrations: {
        ...lambdaIntegrations(functions.invocable(), denialOf),
        ...serviceIntegrations(url, deployed.region, credentials),
      },
      denialOf,
    };
  };
  const ecs = await startTasks({ ...options, onLine }, iam, { url, environment });
  const rules = new EventRules(deployed, functions);
  const executions = new Executions(deployed, callerFor, realTime, rules.tell);
  closers.add(() => executions.close());
  closers.add(() => {
    rules.close();
  });
  const stored = { ...storage, ecs };
  answer = newGateway({ deployed, iam, stored, services, functions, executions, logs, faults });
  return { deployed, url, logs, rules, callerFor };
}

/** Whoever comes before all is there. */
const starting: Handler = () => {
  throw new AwsError("ServiceUnavailable", "It has not started yet.", { status: 503 });
};

/** Starts ECS, whose tasks are told of the address and the Region. */
async function startTasks(
  { deployed, makeRunner, faults, vcpus, onTask, onLine, closers }: RunningOptions,
  iam: Iam,
  { url, environment }: Pick<Running, "url"> & Pick<TaskSurroundings, "environment">,
): Promise<Handler> {
  const { region, accountId, vpcIds } = deployed;
  const runner = withSecrets(await makeRunner({ environment, onLine: (taskId, line) => onLine?.(taskId, line) }));
  const engine = newEcsEngine({
    region,
    accountId,
    url,
    registry: deployed,
    credentialsOf: (roleArn, taskId, subnetId = "") =>
      iam.assumeRole(roleArn, forTask(region, accountId, taskId, vpcIds[subnetId]), taskId),
    ...(vcpus !== undefined && { vcpus }),
    ...faults,
    runner: faults?.runner?.(runner) ?? runner,
    ...(onTask && { onChange: onTask }),
    ...(faults?.ecs && { intercept: faults.ecs }),
  });
  closers.add(() => engine.close());
  return ecsApi(engine);
}
