import { AwsError, jsonAnswer } from "../gateway/aws-error";
import type { GatewayAnswer, Serve } from "../gateway/request";
import type { StateMachines } from "../gateway/step-functions";
import { lookUpTaskDefinition } from "../endpoints/ecs";
import type { StateMachineConfiguration } from "../state-machine/definition";
import { taskDefinitions } from "../task-definitions";
import type { SynthesizedStack } from "../terraform/synthesized-stack";

/** The one state machine that a stack has. */
export const stateMachineOf =
  (stateMachine: StateMachineConfiguration): StateMachines =>
  // eslint-disable-next-line @typescript-eslint/require-await -- one shape for all that find state machines
  async (arn) => {
    if (arn === stateMachine.arn) return stateMachine;
    throw new AwsError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
  };

/** The calls that describe what a stack declares, as far as tools make them. */
export function described(stack: SynthesizedStack, stateMachine: StateMachineConfiguration): Serve {
  const definitions = taskDefinitions(stack);
  const describeStateMachine = (): GatewayAnswer => {
    const { arn, name, roleArn, definition } = stateMachine;
    const described = { stateMachineArn: arn, name, roleArn, definition: JSON.stringify(definition) };
    return jsonAnswer({ ...described, type: "STANDARD", status: "ACTIVE", creationDate: 0 });
  };
  const operations: Readonly<Partial<Record<string, (input: never) => GatewayAnswer>>> = {
    DescribeTaskDefinition: ({ taskDefinition }: { taskDefinition: string }) =>
      jsonAnswer({ taskDefinition: lookUpTaskDefinition(definitions, taskDefinition) }),
    DescribeStateMachine: describeStateMachine,
  };
  // eslint-disable-next-line @typescript-eslint/require-await -- one shape for all that serve
  return async ({ operation, body }) =>
    Object.hasOwn(operations, operation)
      ? operations[operation]?.(JSON.parse(body.toString("utf8")) as never)
      : undefined;
}
