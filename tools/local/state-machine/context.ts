import type { Json, JsonObject } from "../json";
import type { StateMachineConfiguration } from "./definition";

/** An execution, as far as its states get to know it. */
interface Known {
  readonly executionArn: string;
  readonly name: string;
  readonly input: Json;
  readonly startedAt: Date;
  readonly redriveCount: number;
  readonly redrivenAt: Date | undefined;
  readonly stateMachine: StateMachineConfiguration;
}

/** The context object's part about the execution. Developer guide, "Accessing execution data from the Context object". */
export function executionContext(execution: Known): JsonObject {
  const { arn, name, roleArn } = execution.stateMachine;
  return {
    Execution: {
      Id: execution.executionArn,
      Input: execution.input,
      Name: execution.name,
      RoleArn: roleArn,
      StartTime: execution.startedAt.toISOString(),
      RedriveCount: execution.redriveCount,
      ...(execution.redrivenAt ? { RedriveTime: execution.redrivenAt.toISOString() } : {}),
    },
    StateMachine: { Id: arn, Name: name },
  };
}
