import { isObject, type Json } from "../../json";
import { StatesError } from "../language/states-error";

/** Service call behind a Task state's `Resource`: takes the state's parameters, answers its result or throws a StatesError. */
type Integration = (parameters: Json) => Promise<Json> | Json;

/** Integrations by the ARN that a Task state has as its `Resource`. */
export type Integrations = Readonly<Record<string, Integration>>;

/** @throws StatesError `States.Runtime` when there is a parameter that is not passed on here */
export function checkParameters(integration: string, parameters: Json, known: readonly string[]): void {
  const foreign = Object.keys(isObject(parameters) ? parameters : {}).filter((name) => !known.includes(name));
  if (foreign.length > 0)
    throw new StatesError(
      "States.Runtime",
      `${integration} has no parameter ${foreign.join(", ")}, as far as it is run here`,
    );
}

/** Names that Step Functions gives the errors of a service. */
export interface ServiceErrors {
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
 * An integration by the SDK's client of its service.
 *
 * @param name e.g. `dynamodb:putItem`
 * @param known the parameters that `call` passes on
 */
export const serviceCall =
  <Parameters>(
    name: string,
    known: readonly string[],
    errors: ServiceErrors,
    call: (parameters: Parameters) => Promise<Json>,
  ): Integration =>
  async (parameters) => {
    checkParameters(name, parameters, known);
    try {
      return await call(parameters as unknown as Parameters);
    } catch (error) {
      throw toStatesError(error, errors);
    }
  };

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
