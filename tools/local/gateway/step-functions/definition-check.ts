import validate from "asl-validator";
import { AwsError } from "../aws-error";

/** One fault of a definition. Step Functions API reference, ValidateStateMachineDefinitionDiagnostic. */
export interface Diagnostic {
  readonly severity: "ERROR";
  readonly code: string;
  readonly message: string;
  readonly location?: string;
}

const notJson = (error: unknown): Diagnostic => ({
  severity: "ERROR",
  code: "INVALID_JSON_DESCRIPTION",
  message: (error as Error).message,
});

/** The faults of a definition, none for one that Step Functions would accept. */
export function diagnose(definition: string): Diagnostic[] {
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
    return [notJson(error)];
  }
}

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
