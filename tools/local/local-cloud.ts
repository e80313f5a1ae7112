import { Closers, temporaryFolder } from "./ending";
import { stackAsDeployed } from "./deployed/stack";
import { startDynamodbEndpoint } from "./endpoints/dynamodb";
import { newS3 } from "./endpoints/s3/s3";
import { newSns, type PublishedMessage } from "./endpoints/sns";
import { stackServices } from "./gateway/stack-services";
import { type AwsRequest, forward } from "./http/exchange";
import { textOf, type Json } from "./json";
import { defaultRunner, makeRunner, type RunnerName } from "./runners";
import { startRunning, type Running, type RunningChoices } from "./running";
import type { StateMachineConfiguration } from "./state-machine/definition";
import { startExecution, type Execution, type ExecutionProps } from "./state-machine/execution";
import type { SynthesizedStack } from "./terraform/synthesized-stack";

/** Choices of whoever starts a local cloud. */
interface LocalCloudOptions extends RunningChoices {
  /** Is told each message that a topic gets. */
  readonly onMessage?: (message: PublishedMessage) => unknown;
  /** Runner of the tasks. @default process */
  readonly runner?: RunnerName;
}

/** One synthesized stack, deployed to this machine: the operator's tools take its address for AWS. */
export interface LocalCloud extends Running {
  readonly region: string;
  /** Starts the stack's state machine. */
  readonly start: (input: Json, options: Pick<ExecutionProps, "realTime" | "onEvent">) => Execution;
  /** Ends every process and server, and deletes every file. Closing twice does no harm. */
  readonly close: () => Promise<void>;
}

/**
 * Starts what the stack's programs call, DynamoDB, S3, SNS and ECS, and makes its Lambda functions and state machine ready.
 *
 * @throws Error when the stack refers to something that is not there; nothing is left running then
 */
export async function startLocalCloud(stack: SynthesizedStack, options: LocalCloudOptions = {}): Promise<LocalCloud> {
  const closers = new Closers();
  try {
    return await start(stack, options, closers);
  } catch (error) {
    await closers.close();
    throw error;
  }
}

async function start(stack: SynthesizedStack, options: LocalCloudOptions, closers: Closers): Promise<LocalCloud> {
  const folder = temporaryFolder(closers);
  const deployed = stackAsDeployed(stack);
  const dynamodb = await startDynamodbEndpoint(stack);
  closers.add(() => dynamodb.close());
  const buckets = stack.resources("aws_s3_bucket").map(({ values }) => textOf(values["bucket"]));
  const storage = {
    dynamodb: (request: AwsRequest) => forward(dynamodb, request),
    s3: newS3(Object.fromEntries(buckets.map((name) => [name, stack.region]))),
    sns: newSns((message) => options.onMessage?.(message)),
  };
  const running = await startRunning({
    ...options,
    deployed,
    storage,
    services: stackServices(deployed),
    makeRunner: (surroundings) => makeRunner(options.runner ?? defaultRunner, stack, folder, surroundings),
    folder,
    closers,
  });
  stack.only("aws_sfn_state_machine");
  const [stateMachine] = deployed.stateMachines as [StateMachineConfiguration];
  const machine = { stateMachine, ...(await running.callerFor(stateMachine)), onStatus: running.rules.tell };
  return {
    ...running,
    region: stack.region,
    start: (input, choices) => startExecution({ ...machine, ...choices, input }),
    close: () => closers.close(),
  };
}
