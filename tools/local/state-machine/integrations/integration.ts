import { randomUUID } from "node:crypto";
import type { DenialOf } from "../../iam/iam";
import { isObject, type Json } from "../../json";
import type { Invocable } from "../../lambda/functions";
import type { MapRun } from "../distributed-map/map-run";
import { StatesError } from "../language/states-error";

/** Service call behind a Task state's `Resource`: takes the state's parameters, answers its result or throws a StatesError. */
type Integration = (parameters: Json) => Promise<Json> | Json;

/** Integrations by the ARN that a Task state has as its `Resource`. */
export type Integrations = Readonly<Record<string, Integration>>;

/** @param known names with spaces between. @throws StatesError `States.Runtime` for a parameter that is not passed on here */
function checkParameters(integration: string, parameters: Json, known: string): void {
  const names = known.split(" ");
  const foreign = Object.keys(isObject(parameters) ? parameters : {}).filter((name) => !names.includes(name));
  if (foreign.length > 0)
    throw new StatesError(
      "States.Runtime",
      `${integration} has no parameter ${foreign.join(", ")}, as far as it is run here`,
    );
}

/** Names that Step Functions gives the errors of a service. */
interface ServiceErrors {
  /** Before the dot in `ErrorEquals`. */
  readonly prefix: string;
  /** The name that errors without one of their own go by. */
  readonly baseName: string;
  /** The class of the SDK that such an error is a direct instance of. */
  readonly baseClass: abstract new (...parameters: never[]) => Error;
  /** True for an AWS SDK integration, whose errors are those of the AWS SDK for Java 2. */
  readonly isSdk?: true;
}

/**
 * Integrations by the SDK's client of a service.
 *
 * @param calls by names such as `dynamodb:putItem`: the parameters that are passed on, as `checkParameters` takes them, and what
 * passes them on
 */
export const serviceCalls = (
  errors: ServiceErrors,
  calls: Readonly<Record<string, readonly [known: string, call: (parameters: never) => Promise<Json>]>>,
): Integrations =>
  Object.fromEntries(
    Object.entries(calls).map(([name, [known, call]]) => [
      `arn:aws:states:::${name}`,
      async (parameters: Json) => {
        checkParameters(name, parameters, known);
        return call(parameters as never).catch((error: unknown) => {
          throw toStatesError(error, errors);
        });
      },
    ]),
  );

/** An error of an AWS SDK client, as far as it is looked into. */
interface SdkError extends Error {
  readonly $fault?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/** An error of a service call under the name that Step Functions gives it, e.g. `ECS.ClusterNotFoundException`. */
function toStatesError(thrown: unknown, { prefix, baseName, baseClass, isSdk }: ServiceErrors): StatesError {
  const error = thrown as SdkError;
  // The service was not reached, or its answer not understood.
  if (error.$fault === undefined) return new StatesError(`${prefix}.SdkClientException`, error.message);
  const name = error.constructor === baseClass ? baseName : error.name;
  const { httpStatusCode = 0, requestId = "none" } = error.$metadata ?? {};
  const said = isSdk
    ? `(Service: ${prefix}, Status Code: ${httpStatusCode}, Request ID: ${requestId})`
    : `(Service: ${prefix}; Status Code: ${httpStatusCode}; Error Code: ${error.name}; Request ID: ${requestId})`;
  return new StatesError(`${prefix}.${isSdk ? javaName(name) : name}`, `${error.message} ${said}`);
}

/** Recorded: `S3.NoSuchBucketException` of S3's `NoSuchBucket`. */
const javaName = (name: string): string => (name.endsWith("Exception") ? name : `${name}Exception`);

type Rename = (key: string) => string;

const renamed = (value: Json, rename: Rename): Json => {
  if (Array.isArray(value)) return value.map((item: Json) => renamed(item, rename));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [rename(key), renamed(inner, rename)]));
};

/** `{ TaskDefinition: … }` as the SDK wants it: `{ taskDefinition: … }`, all the way down. */
export const toCamelCase = (value: Json): Json => renamed(value, (key) => key.charAt(0).toLowerCase() + key.slice(1));

/** An answer of an API as Step Functions gives it: `{ TaskArn: … }`, all the way down, and dates as text. */
export const toPascalCase = (answer: object): Json =>
  renamed(JSON.parse(JSON.stringify(answer)) as Json, (key) => key.charAt(0).toUpperCase() + key.slice(1));

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
    checkParameters("lambda:invoke", parameters, "FunctionName Payload");
    const { FunctionName, Payload = {} } = parameters as { readonly FunctionName: string; readonly Payload?: Json };
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

/**
 * Calls by which an execution's states ask about its own Map Runs: what they answer of which the states here look into. Step Functions
 * API reference, ListMapRuns and DescribeMapRun; names as the AWS SDK integrations write them.
 */
export const stepFunctionsIntegrations = (mapRuns: readonly MapRun[], denialOf: DenialOf): Integrations => ({
  "arn:aws:states:::aws-sdk:sfn:listMapRuns": (parameters) => {
    const { ExecutionArn } = parameters as { readonly ExecutionArn: string };
    refuse(denialOf("states:ListMapRuns", ExecutionArn));
    const own = mapRuns.filter(({ executionArn }) => executionArn === ExecutionArn);
    return toPascalCase({ mapRuns: own.map(({ arn, executionArn }) => ({ mapRunArn: arn, executionArn })) });
  },
  "arn:aws:states:::aws-sdk:sfn:describeMapRun": (parameters) => {
    const { MapRunArn } = parameters as { readonly MapRunArn: string };
    refuse(denialOf("states:DescribeMapRun", MapRunArn));
    const run = mapRuns.find(({ arn }) => arn === MapRunArn);
    if (!run) throw new StatesError("Sfn.ResourceNotFoundException", `Resource not found: '${MapRunArn}'`);
    const { arn, executionArn, status } = run;
    return toPascalCase({ mapRunArn: arn, executionArn, status, itemCounts: run.counts() });
  },
});

function refuse(denial: string | undefined): void {
  if (denial === undefined) return;
  throw new StatesError("Sfn.SfnException", `${denial} (Service: Sfn, Status Code: 400, Request ID: none)`);
}
