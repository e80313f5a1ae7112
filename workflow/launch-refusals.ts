/**
 * Answers of ECS to calls that start no task. Patterns are those of a Choice's StringMatches: `*` stands for any characters,
 * everything else for itself, in its case. What says "later" is asked for again, until the run's deadline.
 */

/**
 * Names of errors that say "later" whatever their message is. ECS API reference, "Common errors", and the names by which the
 * AWS SDKs know throttling and time-outs. In Amazon States Language they come with `Ecs.` before them.
 */
const laterNames = [
  "*Throttl*",
  "TooManyRequests*",
  "RequestLimitExceeded*",
  "LimitExceededException",
  "SlowDown*",
  "RequestTimeout*",
  "TimeoutError",
  "ServerException",
  "ServiceUnavailable*",
  "InternalFailure*",
  "InternalError*",
  // Credentials of a role are renewed while calls go on.
  "ExpiredToken*",
  "RequestExpired*",
];

/**
 * Words that say "later" in a message, whatever the error is called: ECS passes on the throttling of its own look-ups as
 * InvalidParameterException ("Error retrieving subnet information for [subnet-1]: Rate exceeded"), beside "The subnet ID
 * 'subnet-1' does not exist (ErrorCode: InvalidSubnetID.NotFound)"; lack of capacity and full quotas come as ClientException
 * too.
 */
const laterMessages = [
  "*Rate exceeded*",
  "*rate exceeded*",
  "*hrottl*",
  "*equest limit exceeded*",
  "*RequestLimitExceeded*",
  "*TooManyRequests*",
  "*apacity is unavailable*",
  "*reached the limit on the number of*",
  "*ry again later*",
  // A role that an apply has just made is not known everywhere at once (IAM user guide, "Eventual consistency").
  "*unable to assume the role*",
];

/**
 * Reasons in the `failures` of an answer of 200 that no waiting mends: the task fits nowhere in the cluster as it is. ECS
 * developer guide, "API failures messages". All others say that there is no room now: RESOURCE:…, AGENT, full quotas.
 */
const finalReasons = ["ATTRIBUTE*", "LOCATION*", "MemberOf*", "INACTIVE*", "MISSING*"];

/** Patterns that name the exceptions: a 4xx is the caller's own fault unless it says "later", a failure says so unless it is final. */
export const refusalPatterns = { laterNames, laterMessages, finalReasons } as const;

const matchesAny = (patterns: readonly string[], text: string): boolean =>
  patterns.some((pattern) => {
    const literals = pattern.split("*").map((literal) => literal.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${literals.join(".*")}$`, "s").test(text);
  });

/** True for an error with a status of 400 to 499, by which ECS started nothing, that time may mend. */
export const isRetryableError = ({ name, message }: Pick<Error, "name" | "message">): boolean =>
  matchesAny(laterNames, name) || matchesAny(laterMessages, message);

/** True for the reason of a failure in an answer of 200 that no time mends. */
export const isFinalFailure = (reason: string): boolean => matchesAny(finalReasons, reason);
