import { Closers } from "./ending";
import { stackAsDeployed } from "./deployed/stack";
import { startDynamodbEndpoint } from "./endpoints/dynamodb";
import { newS3 } from "./endpoints/s3/s3";
import { newSns, type PublishedMessage } from "./endpoints/sns";
import type { AwsRequest } from "./http/aws-request";
import { forward } from "./http/exchange";
import { textOf, type Json } from "./json";
import { defaultRunner, makeRunner, type RunnerName } from "./runners";
import { startRunning, type Running, type RunningChoices } from "./running";
import type { EventRules } from "./event-rules";
import type { StateMachineConfiguration } from "./state-machine/definition";
import { startExecution, type EndedExecution } from "./state-machine/execution";
import type { HistoryEvent } from "./state-machine/history";
import type { Caller } from "./state-machine/branch";
import { temporaryFolder } from "./temporary-folder";
import type { SynthesizedStack } from "./terraform/synthesized-stack";

/** Choices of whoever starts a local cloud. */
interface LocalCloudOptions extends RunningChoices {
  /** Is told each message that a topic gets. */
  readonly onMessage?: (message: PublishedMessage) => unknown;
  /** Runner of the tasks. @default process */
  readonly runner?: RunnerName;
}

/** One synthesized stack, deployed to this machine. */
export interface LocalCloud extends Running, Caller {
  readonly stateMachine: StateMachineConfiguration;
  /** Is to be told each change of an execution's status: rules of the stack may wait for it. */
  readonly onStatus: EventRules["tell"];
  /** Executes the stack's state machine to its end. */
  readonly execute: (
    input: Json,
    options: { readonly realTime: boolean; readonly onEvent?: (event: HistoryEvent) => void },
  ) => Promise<EndedExecution>;
  /** Ends every process and server, and deletes every file. Closing twice does no harm. */
  readonly close: () => Promise<void>;
}

/**
 * Starts what the stack's programs call, DynamoDB, S3 and ECS, and makes its Lambda functions and state machine ready.
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
    makeRunner: (surroundings) => makeRunner(options.runner ?? defaultRunner, { ...surroundings, stack, folder }),
    folder,
    closers,
  });
  stack.only("aws_sfn_state_machine");
  const [stateMachine] = deployed.stateMachines as [StateMachineConfiguration];
  const { rules } = running;
  closers.add(() => rules.delivered());
  const machine = { stateMachine, ...(await running.callerFor(stateMachine)), onStatus: rules.tell };
  return {
    ...running,
    ...machine,
    execute: async (input, { realTime, onEvent = () => undefined }) =>
      startExecution({ ...machine, input, realTime, onEvent }).ended,
    close: () => closers.close(),
  };
}
