import type { Json, JsonObject } from "../json";
import type { Resource } from "../terraform/synthesized-stack";

/** A state of Amazon States Language, as far as running it here looks into it. */
export interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly TimeoutSeconds?: number;
  readonly QueryLanguage?: string;
  readonly ItemProcessor?: States;
  readonly Iterator?: States;
  readonly Branches?: readonly States[];
}

interface States {
  readonly States: Readonly<Record<string, State>>;
}

/** A state machine of the stack. */
export interface StateMachineConfiguration {
  readonly name: string;
  readonly arn: string;
  /** The role that its states call services as. */
  readonly roleArn: string;
  readonly definition: JsonObject;
}

/** Reads an `aws_sfn_state_machine`. */
export const stateMachineConfiguration = ({ values, computed }: Resource): StateMachineConfiguration => ({
  name: values["name"] as string,
  arn: computed("arn") as string,
  roleArn: values["role_arn"] as string,
  definition: JSON.parse(values["definition"] as string) as JsonObject,
});

/** Every state of a definition with its name, those inside of Map and Parallel states too. */
export function statesOf(definition: Json | States): [name: string, state: State][] {
  return Object.entries((definition as unknown as States).States).flatMap(([name, state]) => [
    [name, state] as [string, State],
    ...nestedIn(state).flatMap(statesOf),
  ]);
}

const nestedIn = ({ ItemProcessor, Iterator, Branches = [] }: State): States[] =>
  [ItemProcessor, Iterator, ...Branches].filter((nested) => nested !== undefined);
