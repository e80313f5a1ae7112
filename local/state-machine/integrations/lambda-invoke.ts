import type { Invocable } from "../../faults/hooks";
import type { Json } from "../../terraform/json";
import { StatesError } from "../states-error";
import type { Integration } from "./integration";

interface InvokeParameters {
  readonly FunctionName: string;
  readonly Payload?: Json;
}

/** `lambda:invoke`: a function's own error becomes the state's, with all that Lambda says of it as the Cause. */
export const lambdaInvoke =
  (functions: readonly Invocable[]): Integration =>
  async (parameters) => {
    const { FunctionName, Payload = {} } = parameters as unknown as InvokeParameters;
    const called = functions.find(({ name, arn }) => FunctionName === name || FunctionName === arn);
    if (!called)
      throw new StatesError("Lambda.ResourceNotFoundException", `The stack has no Lambda function ${FunctionName}`);
    const answer = await called.invoke(Payload);
    if ("error" in answer) throw new StatesError(answer.error.errorType, JSON.stringify(answer.error));
    return { ExecutedVersion: "$LATEST", Payload: answer.payload, StatusCode: 200 };
  };
