import { StatesError } from "../states-error";

/** An error of an AWS SDK client, as far as it is looked into. */
interface SdkError extends Error {
  readonly $fault?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/** How Step Functions names the errors of a service. */
export interface ServiceErrors {
  /** Before the dot in `ErrorEquals`. */
  readonly prefix: string;
  /** The name that errors without one of their own go by. */
  readonly baseName: string;
  /** The class of the SDK that such an error is a direct instance of. */
  readonly baseClass: abstract new (...parameters: never[]) => Error;
}

/** An error of a service call under the name that Step Functions gives it, e.g. `ECS.ClusterNotFoundException`. */
export function toStatesError(thrown: unknown, { prefix, baseName, baseClass }: ServiceErrors): StatesError {
  const error = thrown as SdkError;
  // The service was not reached, or its answer not understood.
  if (error.$fault === undefined) return new StatesError(`${prefix}.SdkClientException`, error.message);
  const name = error.constructor === baseClass ? baseName : error.name;
  const { httpStatusCode = 0, requestId = "none" } = error.$metadata ?? {};
  const cause = `${error.message} (Service: ${prefix}; Status Code: ${httpStatusCode}; Error Code: ${error.name}; Request ID: ${requestId})`;
  return new StatesError(`${prefix}.${name}`, cause);
}
