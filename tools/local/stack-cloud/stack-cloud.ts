import type { Closers } from "../ending";
import type { CloudAddress } from "../cloud/environment";
import type { Deployed } from "../deployed/deployed";
import { lookUpTaskDefinition } from "../endpoints/ecs/ecs";
import { startGateway, type GatewayChoices } from "../gateway/gateway";
import { stateMachineNamed } from "../gateway/step-functions/executions";
import { AwsError, queryAnswer } from "../http/aws-answers";
import { jsonService, type Serve } from "../http/local-server";
import { startLocalCloud } from "../local-cloud";
import type { SynthesizedStack } from "../terraform/synthesized-stack";

/**
 * Deploys a synthesized stack to this machine behind one address, which the operator's tools take for AWS: Step Functions, DynamoDB,
 * S3, ECS, what tasks log, and who one is. It needs nothing but Node.js; `closers` end it.
 *
 * @throws Error when the stack cannot run here
 */
export async function startStackCloud(
  stack: SynthesizedStack,
  choices: GatewayChoices,
  closers: Closers,
): Promise<CloudAddress> {
  const cloud = await startLocalCloud(stack);
  closers.add(() => cloud.close());
  const stored: Serve = (request) =>
    Object.entries(cloud.services).find(([service]) => service === request.service)?.[1](request);
  const services = [...described(cloud.deployed), callerIdentity(stack.accountId), noSuchLog, stored];
  const { url } = await startGateway({ ...choices, running: cloud, services, closers });
  return { url, region: stack.region };
}

/** Refuses logs that no task wrote. */
const noSuchLog: Serve = ({ service }) => {
  if (service !== "logs") return undefined;
  throw new AwsError("ResourceNotFoundException", "The specified log stream does not exist.");
};

/** The calls that describe what is deployed, as far as tools make them. */
const described = (deployed: Deployed): readonly Serve[] => [
  jsonService("ecs", {
    DescribeTaskDefinition: ({ taskDefinition }: { taskDefinition: string }) => ({
      taskDefinition: lookUpTaskDefinition(deployed.taskDefinitions, taskDefinition),
    }),
  }),
  jsonService("states", {
    DescribeStateMachine: ({ stateMachineArn }: { stateMachineArn: string }) => {
      const { name, roleArn, definition } = stateMachineNamed(deployed, stateMachineArn);
      const described = { stateMachineArn, name, roleArn, definition: JSON.stringify(definition) };
      return { ...described, type: "STANDARD", status: "ACTIVE", creationDate: 0 };
    },
  }),
];

/** STS, as far as GetCallerIdentity goes: whoever asks is the operator of the account. */
const callerIdentity =
  (accountId: string): Serve =>
  ({ service, body }) => {
    if (service !== "sts" || !body.includes("Action=GetCallerIdentity")) return undefined;
    const identity = { Arn: `arn:aws:iam::${accountId}:user/operator`, UserId: "operator", Account: accountId };
    return queryAnswer("GetCallerIdentity", "https://sts.amazonaws.com/doc/2011-06-15/", identity);
  };
