import { join } from "node:path";
import type { Closers } from "./ending";
import type { Deployed } from "./deployed/deployed";
import { startEcsEndpoint } from "./endpoints/ecs/server";
import { lookUpTaskDefinition } from "./endpoints/ecs/ecs";
import type { TaskRunner, TaskSurroundings } from "./endpoints/ecs/task-runner";
import type { EcsTask } from "./endpoints/ecs/tasks";
import { front } from "./iam/front";
import type { Service, ServiceInterceptor, Account } from "./iam/service-call";
import { chained, type Handler } from "./http/exchange";
import { startLocalServer } from "./http/local-server";
import { Iam } from "./iam/iam";
import { judged } from "./iam/denial";
import { forFunction, forStateMachine, forTask } from "./iam/principals";
import { EventRules } from "./event-rules";
import { TaskLogs } from "./gateway/task-logs";
import { Functions } from "./lambda/functions";
import type { Hooks } from "./hooks";
import { credentialVariables, programEnvironment, type EndpointUrls } from "./program-environment";
import { withSecrets } from "./runners";
import type { StateMachineConfiguration } from "./state-machine/definition";
import { lambdaIntegrations } from "./state-machine/integrations/integration";
import { serviceIntegrations } from "./state-machine/integrations/services";
import type { Caller } from "./state-machine/branch";

/** Choices of whoever starts an account's running part, and what they are told of. */
export interface RunningChoices {
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

interface RunningOptions extends RunningChoices {
  readonly deployed: Deployed;
  /** The services that keep data or pass it on; they believe whatever reaches them. */
  readonly storage: Readonly<Record<"dynamodb" | "s3" | "sns", Handler>>;
  readonly makeRunner: (surroundings: TaskSurroundings) => Promise<TaskRunner> | TaskRunner;
  /** For unpacked programs; the caller's to delete. */
  readonly folder: string;
  readonly closers: Closers;
}

/** The running part of an account: functions, tasks and the services that they and the state machines call. */
export interface Running {
  readonly deployed: Deployed;
  /** The services as programs reach them: each call is judged by its caller's role. */
  readonly urls: EndpointUrls;
  /** The services as the operator reaches them, who may do everything. */
  readonly services: Readonly<Record<Service, Handler>>;
  readonly functions: Functions;
  /** The lines that functions and tasks have written. */
  readonly logs: TaskLogs;
  /** The rules that wait for executions. */
  readonly rules: EventRules;
  /** Services as a state machine's states call them. */
  readonly callerFor: (stateMachine: StateMachineConfiguration) => Promise<Caller>;
}

/** Starts all that runs of what is deployed. Each program has credentials of its own role, and gets to do what that allows. */
export async function startRunning(options: RunningOptions): Promise<Running> {
  const { deployed, storage, faults, folder, closers } = options;
  const logs = new TaskLogs();
  const onLine = (program: string, line: string) => {
    logs.add(program, line);
    options.onLine?.(program, line);
  };
  const iam = new Iam(deployed, options.onDenied);
  const inFront = frontsOf(options, iam);
  const serve = async (service: Exclude<Service, "ecs">, fault?: ServiceInterceptor): Promise<string> => {
    const server = await startLocalServer(service, inFront(service, storage[service], fault));
    closers.add(() => server.close());
    return server.url;
  };
  const dynamodb = await serve("dynamodb", faults?.dynamodb);
  const s3 = await serve("s3", faults?.s3);
  const ecs = await startTasks({ ...options, onLine }, iam, inFront, { dynamodb, s3 });
  closers.add(() => ecs.close());
  const urls = { dynamodb, s3, sns: await serve("sns"), ecs: ecs.url };
  const functions = new Functions({
    deployed,
    folder: join(folder, "functions"),
    environmentOf: ({ name, arn, roleArn, subnetIds: [subnetId = ""] }) => ({
      ...programEnvironment(urls, deployed.region),
      ...credentialVariables(iam.assumeRole(roleArn, forFunction(arn, deployed.vpcIds[subnetId]), name)),
      ...faults?.functionEnvironment,
    }),
    onLine,
    faults,
  });
  closers.add(() => functions.close());
  const callerFor: Running["callerFor"] = async ({ arn, roleArn, name }) => {
    await deployed.refresh();
    const credentials = iam.assumeRole(roleArn, forStateMachine(arn), name);
    const denialOf = iam.denialOf(credentials);
    return {
      integrations: {
        ...lambdaIntegrations(functions.invocable(), denialOf),
        ...serviceIntegrations(urls, deployed.region, credentials),
      },
      denialOf,
    };
  };
  const services = { ...storage, ecs: ecs.operator };
  return { deployed, urls, services, functions, logs, rules: new EventRules(deployed, functions), callerFor };
}

/** Makes the front of a service by which programs come: it lets through only what its caller may do. */
function frontsOf({ deployed }: RunningOptions, iam: Iam) {
  const account: Account = {
    region: deployed.region,
    accountId: deployed.accountId,
    principals: iam,
    taskDefinition: (reference) => lookUpTaskDefinition(deployed.taskDefinitions, reference),
  };
  return (service: Service, behind: Handler, fault?: ServiceInterceptor): Handler =>
    front({ service, behind, account, intercept: chained([judged(iam.authorize), ...(fault ? [fault] : [])]) });
}

async function startTasks(
  { deployed, makeRunner, faults, vcpus, onTask, onLine, closers }: RunningOptions,
  iam: Iam,
  inFront: ReturnType<typeof frontsOf>,
  urls: Pick<EndpointUrls, "dynamodb" | "s3">,
) {
  const { region, accountId, vpcIds } = deployed;
  const environment = programEnvironment(urls, region);
  const runner = withSecrets(await makeRunner({ environment, onLine: (taskId, line) => onLine?.(taskId, line) }));
  closers.add(() => runner.close?.());
  const engine = {
    region,
    accountId,
    registry: deployed,
    credentialsOf: (roleArn: string, taskId: string, subnetId = "") =>
      iam.assumeRole(roleArn, forTask(region, accountId, taskId, vpcIds[subnetId]), taskId),
    vcpus,
    ...faults,
    runner: faults?.runner?.(runner) ?? runner,
    ...(onTask ? { onChange: onTask } : {}),
    ...(faults?.ecs ? { intercept: faults.ecs } : {}),
  };
  return startEcsEndpoint(engine, (api) => inFront("ecs", api));
}
