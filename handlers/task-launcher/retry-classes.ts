import type { Failure } from "@aws-sdk/client-ecs";
import { isThrottlingError, isTransientError } from "@smithy/core/retry";

/** What says "slower" in a message: ECS passes the throttling of its own look-ups on as InvalidParameterException. */
const throttlingMessages = [/rate exceeded/i, /throttl/i];

/**
 * What says "later" in an error's message, whatever the error is called: Fargate's lack of capacity and full quotas come as
 * ClientException.
 */
const messagesThatPass = [...throttlingMessages, /capacity is unavailable/i, /reached the limit on the number of/i];

/**
 * What says "later" in `failures[].reason` of a RunTask answer (ECS developer guide, "API failures messages"): no
 * resource free, or the agent not connected.
 */
const failuresThatPass = [/^RESOURCE/, /^AGENT$/, /capacity/i, ...messagesThatPass];

export type SdkError = Parameters<typeof isThrottlingError>[0];

const matchesAny = (patterns: readonly RegExp[], text: string): boolean =>
  patterns.some((pattern) => pattern.test(text));

/**
 * True when ECS said that it started nothing. Only an answer of 400 to 499 says so: no answer at all, a broken one or a fault
 * of the service says nothing of the call.
 */
export function isRefusal({ $metadata: { httpStatusCode = 0 } = {} }: SdkError): boolean {
  return httpStatusCode >= 400 && httpStatusCode < 500;
}

/** True when ECS refused a call because there were too many, whatever it calls that. */
export const isThrottled = (error: Error): boolean =>
  isThrottlingError(error as SdkError) || matchesAny(throttlingMessages, error.message);

/** True when asking again may help: throttling in all its disguises, a fault of the service, a lost connection. */
export function errorPasses(error: Error): boolean {
  const sdkError = error as SdkError;
  return (
    !isRefusal(sdkError) ||
    isThrottled(error) ||
    isTransientError(sdkError) ||
    matchesAny(messagesThatPass, error.message)
  );
}

/** True when asking again may help: there is no room now. An answer with neither task nor failure says nothing: ask again. */
export const failurePasses = (failure: Failure | undefined): boolean =>
  failure === undefined || matchesAny(failuresThatPass, failure.reason ?? "");
