import { diagnose } from "../../state-machine/definition";
import { AwsError } from "../../http/aws-answers";

/** ValidateStateMachineDefinition. */
export function validateDefinition({ definition }: { readonly definition: string }): object {
  const diagnostics = diagnose(definition);
  return { result: diagnostics.length > 0 ? "FAIL" : "OK", diagnostics, truncated: false };
}

/** @throws AwsError InvalidDefinition, as CreateStateMachine and UpdateStateMachine answer */
export function refuseInvalid({ definition }: { readonly definition?: string }): void {
  const faults = definition === undefined ? [] : diagnose(definition);
  if (faults.length === 0) return;
  const text = faults.map(({ code, message }) => `${code}: ${message}`).join(", ");
  throw new AwsError("InvalidDefinition", `Invalid State Machine Definition: '${text}'`);
}
