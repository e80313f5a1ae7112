import { DescribeStateMachineCommand, type SFNClient } from "@aws-sdk/client-sfn";
import type { StateMachineConfiguration } from "../../state-machine/definition";
import type { JsonObject } from "../../json";

/** A state machine as it was deployed. */
export type DeployedStateMachine = StateMachineConfiguration;

/**
 * Finds a state machine by its ARN.
 *
 * @throws StateMachineDoesNotExist
 */
export type StateMachines = (stateMachineArn: string) => Promise<DeployedStateMachine>;

/** Those that a service behind keeps. */
export const keptBy =
  (sfn: SFNClient): StateMachines =>
  async (arn) => {
    const {
      name = "",
      roleArn = "",
      definition = "{}",
    } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: arn }));
    return { arn, name, roleArn, definition: JSON.parse(definition) as JsonObject };
  };
