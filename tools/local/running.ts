import { join } from "node:path";
import type { Closers } from "./ending";
import type { Deployed } from "./deployed/deployed";
import { startEcsEndpoint } from "./endpoints/ecs/server";
import { lookUpTaskDefinition } from "./endpoints/ecs/task-definition";
import type { TaskRunner, TaskSurroundings } from "./endpoints/ecs/task-runner";
import type { EcsTask } from "./endpoints/ecs/tasks";
import { startFront } from "./endpoints/front";
import type { Service, ServiceInterceptor, Account } from "./iam/service-call";
import { chained, forward, type Target } from "./http/exchange";
import { iamOf, type DenialOf, type Iam } from "./iam/iam";
import { judged } from "./iam/denial";
import { forFunction, forStateMachine, forTask } from "./iam/principals";
import { Functions } from "./lambda/functions";
import type { Hooks } from "./hooks";
import { credentialVariables, programEnvironment, type EndpointUrls } from "./program-environment";
import { withSecrets } from "./runners";
import type { StateMachineConfiguration } from "./state-machine/definition";
import { integrationsOf } from "./state-machine/integrations";
import type { Integrations } from "./state-machine/integrations/integration";

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
  readonly storage: Readonly<Record<"dynamodb" | "s3" | "sns", Target>>;
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
  /** ECS as the operator reaches it. */
  readonly ecs: Awaited<ReturnType<typeof startEcsEndpoint>>;
  readonly functions: Functions;
  /** The integrations of a state machine's states, and the refusals of its role. */
  readonly callerFor: (
    stateMachine: StateMachineConfiguration,
  ) => Promise<{ readonly integrations: Integrations; readonly denialOf: DenialOf }>;
}

/** Starts all that runs of what is deployed. Each program has credentials of its own role, and gets to do what that allows. */
export async function startRunning(options: RunningOptions): Promise<Running> {
  const { deployed, storage, faults, folder, onLine, closers } = options;
  const iam = iamOf(deployed, options.onDenied);
  const startFrontOf = frontsOf(options, iam);
  const dynamodb = await startFrontOf("dynamodb", storage.dynamodb, faults?.dynamodb);
  const s3 = await startFrontOf("s3", storage.s3, faults?.s3);
  const ecs = await startTasks(options, iam, { dynamodb, s3 });
  closers.add(() => ecs.close());
  const sns = await startFrontOf("sns", storage.sns);
  const urls = { dynamodb, s3, sns, ecs: await startFrontOf("ecs", ecs) };
  const functions = new Functions({
    deployed,
    folder: join(folder, "functions"),
    environmentOf: ({ name, arn, roleArn, subnetIds: [subnetId = ""] }) => ({
      ...programEnvironment(urls, deployed.region),
      ...credentialVariables(iam.principals.assumeRole(roleArn, forFunction(arn, deployed.vpcIds[subnetId]), name)),
      ...faults?.functionEnvironment,
    }),
    onLine,
    faults,
  });
  closers.add(() => functions.close());
  const callerFor: Running["callerFor"] = async ({ arn, roleArn, name }) => {
    await deployed.refresh();
    const credentials = iam.principals.assumeRole(roleArn, forStateMachine(arn), name);
    const caller = { credentials, denialOf: iam.denialOf(credentials) };
    return {
      integrations: integrationsOf(functions.invocable(), urls, deployed.region, caller),
      denialOf: caller.denialOf,
    };
  };
  return { deployed, urls, ecs, functions, callerFor };
}

/** Starts the way to a service by which programs come: it lets through only what its caller may do. */
function frontsOf({ deployed, storage, closers }: RunningOptions, iam: Iam) {
  const account: Account = {
    region: deployed.region,
    accountId: deployed.accountId,
    principals: iam.principals,
    taskDefinition: (reference) => lookUpTaskDefinition(deployed.taskDefinitions, reference),
    hasTags: objectTags(storage.s3),
  };
  return async (service: Service, target: Target, fault?: ServiceInterceptor): Promise<string> => {
    const intercept = chained([judged(iam.authorize), ...(fault ? [fault] : [])]);
    const front = await startFront({ service, target, account, intercept });
    closers.add(() => front.close());
    return front.url;
  };
}

async function startTasks(
  { deployed, makeRunner, faults, vcpus, onTask, onLine, closers }: RunningOptions,
  { principals }: Iam,
  urls: Pick<EndpointUrls, "dynamodb" | "s3">,
) {
  const { region, accountId, vpcIds } = deployed;
  const environment = programEnvironment(urls, region);
  const runner = withSecrets(await makeRunner({ environment, onLine: (taskId, line) => onLine?.(taskId, line) }));
  closers.add(() => runner.close?.());
  return startEcsEndpoint({
    region,
    accountId,
    registry: deployed,
    credentialsOf: (roleArn, taskId, subnetId = "") =>
      principals.assumeRole(roleArn, forTask(region, accountId, taskId, vpcIds[subnetId]), taskId),
    vcpus,
    ...faults,
    runner: faults?.runner?.(runner) ?? runner,
    ...(onTask ? { onChange: onTask } : {}),
    ...(faults?.ecs ? { intercept: faults.ecs } : {}),
  });
}

/** Asks S3 whether an object has tags. S3 API reference, GetObjectTagging. */
export const objectTags =
  (s3: Target) =>
  async (bucket: string, key: string): Promise<boolean> => {
    const path = [bucket, ...key.split("/")].map(encodeURIComponent).join("/");
    const headers = { host: "127.0.0.1" };
    const answer = await forward(s3, { method: "GET", url: `/${path}?tagging`, headers, body: Buffer.alloc(0) });
    return answer.body.includes("<Tag>");
  };
