import { Closers } from "../closers";
import { clientEnvironment } from "../cloud/environment";
import type { Deployed } from "../deployed/deployed";
import { lookUpTaskDefinition } from "../endpoints/ecs/task-definition";
import { startGateway } from "../gateway/gateway";
import { stateMachineNamed } from "../gateway/step-functions/start-execution";
import { noSuchLog, TaskLogs } from "../gateway/task-logs";
import { jsonAnswer, type HttpAnswer } from "../http/aws-answers";
import { jsonIn } from "../http/aws-request";
import { forward } from "../http/exchange";
import type { Endpoint, Serve } from "../http/local-server";
import type { Json } from "../json";
import { startLocalCloud, type LocalCloudOptions } from "../local-cloud";
import { credentialVariables, localCredentials, type EndpointUrls } from "../program-environment";
import type { SynthesizedStack } from "../terraform/synthesized-stack";

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
    const cloud = await startLocalCloud(stack, { ...options, onLine: logs.andTell() });
    closers.add(() => cloud.close());
    const { realTime, port } = options;
    const services = [described(cloud.deployed), callerIdentity(stack.accountId), noSuchLog, passedOn(cloud.urls)];
    const { onStatus } = cloud;
    const { url } = await startGateway({ running: cloud, logs, services, onStatus, realTime, port, closers });
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

/** To the services that have endpoints of their own. */
const passedOn =
  (urls: EndpointUrls): Serve =>
  async (request) => {
    const url = new Map(Object.entries<string>({ ...urls })).get(request.service);
    return url === undefined ? undefined : forward({ url }, request);
  };

/** The calls that describe what is deployed, as far as tools make them. */
function described(deployed: Deployed): Serve {
  const operations: Readonly<Partial<Record<string, (input: never) => HttpAnswer>>> = {
    DescribeTaskDefinition: ({ taskDefinition }: { taskDefinition: string }) =>
      jsonAnswer({ taskDefinition: lookUpTaskDefinition(deployed.taskDefinitions, taskDefinition) }),
    DescribeStateMachine: ({ stateMachineArn }: { stateMachineArn: string }) => {
      const { name, roleArn, definition } = stateMachineNamed(deployed, stateMachineArn);
      const described = { stateMachineArn, name, roleArn, definition: JSON.stringify(definition) };
      return jsonAnswer({ ...described, type: "STANDARD", status: "ACTIVE", creationDate: 0 });
    },
  };
  return (request) => {
    const { operation } = request;
    return Object.hasOwn(operations, operation) ? operations[operation]?.(jsonIn(request) as never) : undefined;
  };
}

/** STS, as far as GetCallerIdentity goes: whoever asks is the operator of the account. */
const callerIdentity =
  (accountId: string): Serve =>
  ({ service, body }) => {
    if (service !== "sts" || !body.includes("Action=GetCallerIdentity")) return undefined;
    const result = `<Arn>arn:aws:iam::${accountId}:user/operator</Arn><UserId>operator</UserId><Account>${accountId}</Account>`;
    return {
      status: 200,
      headers: { "content-type": "text/xml" },
      body:
        '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">' +
        `<GetCallerIdentityResult>${result}</GetCallerIdentityResult></GetCallerIdentityResponse>`,
    };
  };
