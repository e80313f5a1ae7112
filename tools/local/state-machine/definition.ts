import validate from "asl-validator";
import type { JsonObject } from "../json";
import type { Resource } from "../terraform/synthesized-stack";

/** A state of Amazon States Language: its fields are looked into where they are needed. */
export type State = JsonObject & { readonly Type: string };

/** States that follow each other: a state machine, a branch of a Parallel state, or what a Map does for each item. */
export interface Flow {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
  /** Of a state machine. */
  readonly TimeoutSeconds?: number;
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
export const stateMachineConfiguration = ({ values }: Resource): StateMachineConfiguration => ({
  name: values["name"] as string,
  arn: values["arn"] as string,
  roleArn: values["role_arn"] as string,
  definition: JSON.parse(values["definition"] as string) as JsonObject,
});

/** States that a Map runs for each item. */
export const processorOf = (state: JsonObject): Flow => state["ItemProcessor"] as unknown as Flow;

/** The branches of a Parallel state. */
export const branchesOf = (state: JsonObject): readonly Flow[] =>
  (state["Branches"] ?? []) as unknown as readonly Flow[];

const diagnosed = new Map<string, ReturnType<typeof faultsOf>>();

/** The faults of a definition, none for one that Step Functions would accept. @param definition JSON text */
export function diagnose(definition: string): ReturnType<typeof faultsOf> {
  // Terraform asks several times for each apply, and the validator compiles its schemas each time.
  const found = diagnosed.get(definition) ?? faultsOf(definition);
  diagnosed.set(definition, found);
  return found;
}

/** Step Functions API reference, ValidateStateMachineDefinitionDiagnostic. */
function faultsOf(definition: string) {
  try {
    // Parsed anew: the validator changes what it is given.
    const { errors } = validate(JSON.parse(definition) as object);
    return errors.map(({ "Error code": code, Message: message, path }) => ({
      severity: "ERROR",
      code,
      message: message.trim(),
      ...(path === undefined ? {} : { location: path }),
    }));
  } catch (error) {
    return [{ severity: "ERROR", code: "INVALID_JSON_DESCRIPTION", message: (error as Error).message }];
  }
}
