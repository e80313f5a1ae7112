import { Closers } from "../closers";
import { clientEnvironment } from "../cloud/environment";
import type { Endpoint } from "../endpoints/endpoint";
import { answeredBy } from "../gateway/answered-by";
import { passOn, type GatewayRequest, type Serve } from "../gateway/request";
import { Executions, stepFunctions } from "../gateway/step-functions";
import { noSuchLog, TaskLogs } from "../gateway/task-logs";
import { startLocalServer } from "../http/local-server";
import { startLocalCloud, type LocalCloud } from "../local-cloud";
import type { LocalCloudOptions } from "../local-cloud-options";
import { credentialVariables, localCredentials, type EndpointUrls } from "../program-environment";
import type { Json } from "../json";
import type { SynthesizedStack } from "../terraform/synthesized-stack";
import { callerIdentity } from "./caller-identity";
import { described, stateMachineOf } from "./described";

interface StackCloudOptions extends Omit<LocalCloudOptions, "onLine"> {
  /** A fixed port. @default a free one */
  readonly port?: number;
  /** True when Wait states last as long as in AWS. */
  readonly realTime: boolean;
}

/** One synthesized stack behind one address, which tools take for AWS. */
interface StackCloud extends Endpoint {
  /** The stack's outputs, as `cdktf deploy --outputs-file` files them under its id. */
  readonly outputs: Readonly<Record<string, Json>>;
  /** Variables that lead the AWS CLI and every AWS SDK here, as the operator. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Deploys a synthesized stack to this machine, for the operator's tools: Step Functions, DynamoDB, S3, ECS, what tasks log,
 * and who one is. It needs nothing but Node.js.
 *
 * @throws Error when the stack cannot run here; nothing is left running then
 */
export async function startStackCloud(stack: SynthesizedStack, options: StackCloudOptions): Promise<StackCloud> {
  const closers = new Closers();
  try {
    const logs = new TaskLogs();
    const onLine = (program: string, line: string) => {
      logs.add(program, line);
    };
    const cloud = await startLocalCloud(stack, { ...options, onLine });
    closers.add(() => cloud.close());
    const executions = new Executions();
    closers.add(() => executions.close());
    const server = await startLocalServer(
      answeredBy([
        ...servicesOf(stack, cloud, executions, options.realTime),
        logs.serve,
        noSuchLog,
        passedOn(cloud.urls),
      ]),
      options.port,
    );
    closers.add(() => server.close());
    const { url } = server;
    const environment = {
      ...clientEnvironment({ url, region: stack.region }),
      ...credentialVariables(localCredentials),
    };
    return { url, outputs: stack.outputs(), environment, close: () => closers.close() };
  } catch (error) {
    await closers.close();
    throw error;
  }
}

function servicesOf(stack: SynthesizedStack, cloud: LocalCloud, executions: Executions, realTime: boolean): Serve[] {
  const { stateMachine, integrations, denialOf, onStatus } = cloud;
  return [
    stepFunctions({
      executions,
      stateMachines: stateMachineOf(stateMachine),
      callerFor: () => Promise.resolve({ integrations, denialOf }),
      onStatus,
      realTime,
    }),
    described(stack, stateMachine),
    callerIdentity(stack.accountId),
  ];
}

/** To the services that have endpoints of their own. */
const passedOn =
  (urls: EndpointUrls): Serve =>
  async (request: GatewayRequest) => {
    const url = new Map(Object.entries<string>({ ...urls })).get(request.service);
    return url === undefined ? undefined : passOn({ url }, request);
  };
