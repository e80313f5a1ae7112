import { Closers } from "./ending";
import { stackAsDeployed } from "./deployed/stack";
import { startDynamodbEndpoint } from "./endpoints/dynamodb";
import { startS3Endpoint } from "./endpoints/s3/server";
import { startSnsEndpoint, type PublishedMessage } from "./endpoints/sns";
import { EventRules } from "./event-rules";
import type { DenialOf } from "./iam/iam";
import { textOf, type Json } from "./json";
import { defaultRunner, makeRunner, type RunnerName } from "./runners";
import { startRunning, type Running, type RunningChoices } from "./running";
import type { StateMachineConfiguration } from "./state-machine/definition";
import { startExecution, type Execution, type EndedExecution } from "./state-machine/execution";
import type { HistoryEvent } from "./state-machine/history";
import type { Integrations } from "./state-machine/integrations/integration";
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
export interface LocalCloud extends Running {
  readonly stateMachine: StateMachineConfiguration;
  /** Service integrations of the state machine's Task states. */
  readonly integrations: Integrations;
  /** Refusals of the state machine's role. */
  readonly denialOf: DenialOf;
  /** Is to be told each change of an execution's status: rules of the stack may wait for it. */
  readonly onStatus: (execution: Execution) => void;
  /** Waits until what rules of the stack have invoked so far is over. */
  readonly eventsDelivered: () => Promise<void>;
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
  const s3 = await startS3Endpoint(Object.fromEntries(buckets.map((name) => [name, stack.region])));
  closers.add(() => s3.close());
  const sns = await startSnsEndpoint((message) => options.onMessage?.(message));
  closers.add(() => sns.close());
  const running = await startRunning({
    ...options,
    deployed,
    storage: { dynamodb, s3, sns },
    makeRunner: (surroundings) => makeRunner(options.runner ?? defaultRunner, { ...surroundings, stack, folder }),
    folder,
    closers,
  });
  stack.only("aws_sfn_state_machine");
  const [stateMachine] = deployed.stateMachines as [StateMachineConfiguration];
  const rules = new EventRules(deployed, running.functions);
  closers.add(() => rules.delivered());
  const machine = { stateMachine, ...(await running.callerFor(stateMachine)), onStatus: rules.tell };
  return {
    ...running,
    ...machine,
    eventsDelivered: () => rules.delivered(),
    execute: async (input, { realTime, onEvent = () => undefined }) =>
      startExecution({ ...machine, input, realTime, onEvent }).ended,
    close: () => closers.close(),
  };
}
