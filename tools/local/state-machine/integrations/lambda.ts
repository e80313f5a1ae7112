import { randomUUID } from "node:crypto";
import type { Invocable } from "../../lambda/functions";
import type { DenialOf } from "../../iam/iam";
import type { Json } from "../../json";
import { StatesError } from "../language/states-error";
import { checkParameters, type Integrations } from "./integration";

interface InvokeParameters {
  readonly FunctionName: string;
  readonly Payload?: Json;
}

const denied = (message: string): StatesError =>
  new StatesError(
    "Lambda.AWSLambdaException",
    `${message} (Service: AWSLambda; Status Code: 403; Error Code: AccessDeniedException; Request ID: ${randomUUID()})`,
  );

/**
 * `lambda:invoke`: a function's own error becomes the state's, with all that Lambda says of it as the Cause.
 *
 * @param denialOf what the caller may not do
 */
export const lambdaIntegrations = (functions: readonly Invocable[], denialOf: DenialOf): Integrations => ({
  "arn:aws:states:::lambda:invoke": async (parameters) => {
    checkParameters("lambda:invoke", parameters, ["FunctionName", "Payload"]);
    const { FunctionName, Payload = {} } = parameters as unknown as InvokeParameters;
    const called = functions.find(({ name, arn }) => FunctionName === name || FunctionName === arn);
    if (!called)
      throw new StatesError("Lambda.ResourceNotFoundException", `The stack has no Lambda function ${FunctionName}`);
    const denial = denialOf("lambda:InvokeFunction", called.arn);
    if (denial !== undefined) throw denied(denial);
    const answer = await called.invoke(Payload);
    if ("error" in answer) throw new StatesError(answer.error.errorType, JSON.stringify(answer.error));
    return { ExecutedVersion: "$LATEST", Payload: answer.payload, StatusCode: 200 };
  },
});
