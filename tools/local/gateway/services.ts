import { ECSClient } from "@aws-sdk/client-ecs";
import { IAMClient } from "@aws-sdk/client-iam";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SFNClient } from "@aws-sdk/client-sfn";
import { join } from "node:path";
import type { Closers } from "../closers";
import { dockerRunner, processRunner, type EcsTask } from "../endpoints/ecs";
import { startFront, type Service } from "../endpoints/front";
import { judged } from "../iam/judged";
import { forFunction, forStateMachine, forTask } from "../iam/principals";
import { denialOf } from "../iam/stack-iam";
import { credentialVariables, localCredentials, programEnvironment, type EndpointUrls } from "../program-environment";
import { integrationsOf } from "../state-machine/integrations";
import type { StateMachineConfiguration } from "../state-machine/definition";
import { withSecrets } from "../runners";
import { deployedProgram } from "../task-program";
import { BucketPolicies } from "./bucket-policies";
import { DeployedIam } from "./deployed-iam";
import { imagesIn } from "./ecr";
import { startDeployedEcs } from "./ecs";
import { EcsRegistry } from "./ecs-registry";
import { invocable } from "./invocable";
import { Lambda } from "./lambda";
import { objectTags } from "./object-tags";
import { passOn as passTo, type Emulator, type GatewayRequest, type Serve } from "./request";
import { ruleDescriptions } from "./rule-descriptions";
import { Executions, keptBy, stepFunctions } from "./step-functions";
import { TaskLogs } from "./task-logs";

/** Choices of whoever starts a gateway. */
export interface GatewayOptions {
  /** Address of the emulator behind, which keeps all that is deployed. */
  readonly emulator: Emulator;
  readonly region: string;
  readonly accountId: string;
  /** For unpacked programs; the caller's to delete. */
  readonly folder: string;
  /** A fixed port. @default a free one */
  readonly port?: number;
  /**
   * An image registry on this machine that stands in for ECR's, as `http://127.0.0.1:<port>`: tasks then run in containers, of the
   * image that their task definition names. @default tasks run the bundled program, whatever the image
   */
  readonly registryUrl?: string;
  /** True when Wait states last as long as in AWS. */
  readonly realTime: boolean;
  /** Is told each line that a Lambda function or a task writes. */
  readonly onLine?: (program: string, line: string) => void;
  readonly onTask?: (task: EcsTask) => void;
}

/** Values that the services share. */
interface Setting {
  readonly options: GatewayOptions;
  /** For clients of the emulator. */
  readonly behind: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: typeof localCredentials;
    readonly requestHandler: { readonly httpAgent: Emulator["agent"] };
  };
  readonly passOn: (request: GatewayRequest) => ReturnType<typeof passTo>;
  readonly iam: DeployedIam;
  readonly registry: EcsRegistry;
  readonly closers: Closers;
}

/**
 * Starts what runs here.
 *
 * @param url the gateway's own address
 * @returns what answers in place of the emulator, in the order in which it is asked
 */
export async function startServices(options: GatewayOptions, url: string, closers: Closers): Promise<Serve[]> {
  const { emulator, region, accountId } = options;
  const requestHandler = { httpAgent: emulator.agent };
  const behind = { endpoint: emulator.url, region, credentials: localCredentials, requestHandler };
  const passOn = (request: GatewayRequest) => passTo(emulator, request);
  const buckets = new BucketPolicies();
  const resourcePolicies = buckets.judged;
  const iam = new DeployedIam({
    region,
    accountId,
    client: new IAMClient(behind),
    resourcePolicies,
    forward: passOn,
  });
  const registry = new EcsRegistry(new ECSClient(behind));
  const setting: Setting = { options, behind, passOn, iam, registry, closers };

  const urls = await startFronts(setting, url);
  const logs = new TaskLogs();
  const ecs = await startTasks(setting, urls, logs);
  const lambda = makeFunctions(setting, urls);
  const images = options.registryUrl === undefined ? [] : [imagesIn(options.registryUrl, passOn)];
  return [
    makeStateMachines(setting, urls, lambda),
    ecs,
    lambda.serve,
    iam.serve,
    logs.serve,
    buckets.serve,
    ruleDescriptions(passOn),
    ...images,
  ];
}

/** The ways of the programs to the gateway: each lets through only what its caller may do. */
async function startFronts(
  { options, passOn, iam, registry, closers }: Setting,
  target: string,
): Promise<EndpointUrls> {
  const { region, accountId } = options;
  const { taskDefinition } = registry;
  const account = { region, accountId, principals: iam.principals, taskDefinition, hasTags: objectTags(passOn) };
  const start = async (service: Service): Promise<string> => {
    const front = await startFront({ service, target, account, intercept: judged(iam.authorize) });
    closers.add(() => front.close());
    return front.url;
  };
  return { dynamodb: await start("dynamodb"), s3: await start("s3"), ecs: await start("ecs") };
}

async function startTasks(
  { options, iam, registry, closers }: Setting,
  { dynamodb, s3 }: EndpointUrls,
  logs: TaskLogs,
): Promise<Serve> {
  const { region, accountId, folder, registryUrl, onLine, onTask } = options;
  const around = {
    environment: programEnvironment({ dynamodb, s3 }, region),
    onLine: (taskId: string, line: string) => {
      logs.add(taskId, line);
      onLine?.(taskId, line);
    },
  };
  const runner =
    registryUrl === undefined ? processRunner({ ...around, programOf: deployedProgram(folder) }) : dockerRunner(around);
  const ecs = await startDeployedEcs({
    region,
    accountId,
    registry,
    runner: withSecrets(runner),
    credentialsOf: (roleArn, taskId) => iam.principals.assumeRole(roleArn, forTask(region, accountId, taskId), taskId),
    ...(onTask ? { onChange: onTask } : {}),
  });
  closers.add(ecs.close);
  return ecs.serve;
}

function makeFunctions({ options, behind, passOn, iam, closers }: Setting, urls: EndpointUrls): Lambda {
  const { region, folder, onLine } = options;
  const lambda = new Lambda({
    region,
    client: new LambdaClient(behind),
    folder: join(folder, "functions"),
    programEnvironment: async ({ name, arn, roleArn, inVpc }) => {
      await iam.refresh();
      const credentials = iam.principals.assumeRole(roleArn, forFunction(arn, inVpc), name);
      return { ...programEnvironment(urls, region), ...credentialVariables(credentials) };
    },
    forward: passOn,
    ...(onLine ? { onLine } : {}),
  });
  closers.add(() => lambda.close());
  return lambda;
}

function makeStateMachines(
  { options: { region, realTime }, behind, iam, registry, closers }: Setting,
  urls: EndpointUrls,
  lambda: Lambda,
): Serve {
  const executions = new Executions();
  closers.add(() => executions.close());
  const functions = new LambdaClient(behind);
  const callerFor = async ({ arn, roleArn, name }: StateMachineConfiguration) => {
    await Promise.all([iam.refresh(), registry.refresh()]);
    const credentials = iam.principals.assumeRole(roleArn, forStateMachine(arn), name);
    const caller = { credentials, denialOf: denialOf(iam, credentials) };
    const integrations = integrationsOf(await invocable(lambda, functions), urls, region, caller);
    return { integrations, denialOf: caller.denialOf };
  };
  const stateMachines = keptBy(new SFNClient(behind));
  return stepFunctions({ executions, stateMachines, callerFor, realTime });
}
