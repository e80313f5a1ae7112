import { join } from "node:path";
import { Closers } from "./closers";
import { EventRules } from "./event-rules";
import { hooked, type Invocable } from "./hooks";
import { forFunction, forStateMachine } from "./iam/principals";
import { denialOf, iamOf, type DenialOf, type Iam } from "./iam/stack-iam";
import { rolesOf } from "./iam/stack-roles";
import { functionConfiguration } from "./lambda/function-configuration";
import { LambdaFunction } from "./lambda/lambda-function";
import type { LocalCloudOptions } from "./local-cloud-options";
import { credentialVariables, programEnvironment, type EndpointUrls } from "./program-environment";
import { startServiceEndpoints } from "./service-endpoints";
import { stateMachineConfiguration, type StateMachineConfiguration } from "./state-machine/definition";
import { execute, type Execution, type ExecutionResult } from "./state-machine/execution";
import type { HistoryEvent } from "./state-machine/history";
import { integrationsOf, type Integrations } from "./state-machine/integrations";
import type { Json } from "./json";
import { temporaryFolder } from "./temporary-folder";
import type { SynthesizedStack } from "./terraform/synthesized-stack";

/** One synthesized stack, deployed to this machine. */
export interface LocalCloud {
  readonly urls: EndpointUrls;
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
  ) => Promise<ExecutionResult>;
  /** Ends every process and server, and deletes every file. Closing twice does no harm. */
  readonly close: () => Promise<void>;
}

/**
 * Starts what the stack's programs call, DynamoDB, S3 and ECS, and makes its Lambda functions and state machine ready.
 * Each has credentials of its own role, and gets to do what the role's policies allow.
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
  const iam = iamOf(stack, options.roles ?? rolesOf(stack), options.onDenied);
  const urls = await startServiceEndpoints({ stack, options, iam, folder, closers });
  const functions = startFunctions(stack, options, iam, urls, folder, closers);
  const stateMachine = stateMachineConfiguration(stack.only("aws_sfn_state_machine"));
  const { arn, roleArn, name } = stateMachine;
  const credentials = iam.principals.assumeRole(roleArn, forStateMachine(arn), name);
  const caller = { credentials, denialOf: denialOf(iam, credentials) };
  const integrations = integrationsOf(functions, urls, stack.region, caller);
  const rules = new EventRules(stack, functions);
  closers.add(() => rules.delivered());
  const machine = { stateMachine, integrations, denialOf: caller.denialOf, onStatus: rules.tell };
  return {
    ...machine,
    urls,
    eventsDelivered: () => rules.delivered(),
    execute: (input, { realTime, onEvent = () => undefined }) => execute({ ...machine, input, realTime, onEvent }),
    close: () => closers.close(),
  };
}

const startFunctions = (
  stack: SynthesizedStack,
  { onLine, faults }: LocalCloudOptions,
  { principals }: Iam,
  urls: EndpointUrls,
  folder: string,
  closers: Closers,
): Invocable[] =>
  stack.resources("aws_lambda_function").map((resource) => {
    const configuration = functionConfiguration(stack, resource);
    const { name, arn, roleArn, inVpc } = configuration;
    const credentials = principals.assumeRole(roleArn, forFunction(arn, inVpc), name);
    const lambda = new LambdaFunction({
      configuration,
      folder: join(folder, "functions", name),
      programEnvironment: {
        ...programEnvironment(urls, stack.region),
        ...credentialVariables(credentials),
        ...faults?.functionEnvironment,
      },
      onLine: (line) => onLine?.(name, line),
    });
    closers.add(() => lambda.close());
    return faults?.invoke ? hooked(lambda, faults.invoke) : lambda;
  });
