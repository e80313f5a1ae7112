import { ECSClient } from "@aws-sdk/client-ecs";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SFNClient } from "@aws-sdk/client-sfn";
import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { Closers } from "../closers";
import { processRunner, type EcsTask } from "../endpoints/ecs";
import { closeServer, urlOf, type Endpoint } from "../endpoints/endpoint";
import { credentialVariables, localCredentials, programEnvironment, type EndpointUrls } from "../program-environment";
import { integrationsOf } from "../state-machine/integrations";
import { bundledTaskProgram } from "../task-program";
import { answeredBy } from "./answered-by";
import { bucketPolicies } from "./bucket-policies";
import { startDeployedEcs } from "./ecs";
import { forward } from "./forward";
import { invocable } from "./invocable";
import { Lambda } from "./lambda";
import type { Serve } from "./request";
import { TaskLogs } from "./task-logs";
import { Executions, keptBy, stepFunctions } from "./step-functions";

export interface GatewayOptions {
  /** Address of the emulator behind, which keeps all that is deployed. */
  readonly emulatorUrl: string;
  readonly region: string;
  readonly accountId: string;
  /** For unpacked programs; the caller's to delete. */
  readonly folder: string;
  /** A fixed port. @default a free one */
  readonly port?: number;
  /** Whether Wait states last as long as in AWS. */
  readonly realTime: boolean;
  /** Is told each line that a Lambda function or a task writes. */
  readonly onLine?: (program: string, line: string) => void;
  readonly onTask?: (task: EcsTask) => void;
}

/**
 * One address for all of AWS: what is deployed is kept by an emulator behind, what runs, runs here: Lambda functions from
 * their zips, tasks from their task definitions, executions from the definition of their state machine.
 */
export async function startGateway(options: GatewayOptions): Promise<Endpoint> {
  const closers = new Closers();
  const server = createServer();
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  closers.add(() => closeServer(server));
  try {
    const services = await startServices(options, urlOf(server), closers);
    server.on("request", answeredBy([...services, (request) => forward(options.emulatorUrl, request)]));
  } catch (error) {
    await closers.close();
    throw error;
  }
  return { url: urlOf(server), close: () => closers.close() };
}

async function startServices(options: GatewayOptions, url: string, closers: Closers): Promise<Serve[]> {
  const { emulatorUrl, region, accountId, folder, realTime, onTask, onLine } = options;
  const behind = { endpoint: emulatorUrl, region, credentials: localCredentials };
  const urls: EndpointUrls = { dynamodb: url, s3: url, ecs: url };
  const environment = { ...programEnvironment(urls, region), ...credentialVariables(localCredentials) };
  const lambda = new Lambda({
    region,
    client: new LambdaClient(behind),
    folder: join(folder, "functions"),
    programEnvironment: () => environment,
    forward: (request) => forward(emulatorUrl, request),
    ...(onLine ? { onLine } : {}),
  });
  closers.add(() => lambda.close());
  const logs = new TaskLogs();
  const onTaskLine = (taskId: string, line: string) => {
    logs.add(taskId, line);
    onLine?.(taskId, line);
  };
  const ecs = await startDeployedEcs({
    region,
    accountId,
    client: new ECSClient(behind),
    runner: processRunner({ taskFile: bundledTaskProgram(folder), environment, onLine: onTaskLine }),
    ...(onTask ? { onTask } : {}),
  });
  closers.add(() => ecs.close());
  const executions = new Executions();
  closers.add(() => executions.close());
  const integrationsFor = async () => integrationsOf(await invocable(lambda, new LambdaClient(behind)), urls, region);
  const states = stepFunctions({
    region,
    executions,
    stateMachines: keptBy(new SFNClient(behind)),
    integrationsFor,
    realTime,
  });
  return [states, ecs.serve, lambda.serve, logs.serve, bucketPolicies()];
}
