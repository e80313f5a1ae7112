/** Consequence of a refusal: the entry is asked for again, until the run's deadline, or it ends as not launched. */
export type RefusalKind = "retryable" | "final";

/**
 * A rule about what ECS says. Patterns are those of a Choice's StringMatches: `*` stands for any characters, everything else
 * for itself, in its case.
 */
export interface RefusalRule {
  readonly pattern: string;
  readonly kind: RefusalKind;
}

const retryable = (pattern: string): RefusalRule => ({ pattern, kind: "retryable" });
const final = (pattern: string): RefusalRule => ({ pattern, kind: "final" });

/**
 * Names of errors that say "later" whatever their message is. ECS API reference, "Common errors", and the names by which the
 * AWS SDKs know throttling and time-outs. In Amazon States Language they come with `Ecs.` before them.
 */
const errorNames: readonly RefusalRule[] = [
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
].map(retryable);

/**
 * Words that say "later" in a message, whatever the error is called: ECS passes on the throttling of its own look-ups as
 * InvalidParameterException ("Error retrieving subnet information for [subnet-1]: Rate exceeded"), beside "The subnet ID
 * 'subnet-1' does not exist (ErrorCode: InvalidSubnetID.NotFound)"; lack of capacity and full quotas come as ClientException
 * too.
 */
const errorMessages: readonly RefusalRule[] = [
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
].map(retryable);

/**
 * Reasons in the `failures` of an answer of 200 that no waiting mends: the task fits nowhere in the cluster as it is. ECS
 * developer guide, "API failures messages". All others say that there is no room now: RESOURCE:…, AGENT, full quotas.
 */
const failureReasons: readonly RefusalRule[] = ["ATTRIBUTE*", "LOCATION*", "MemberOf*", "INACTIVE*", "MISSING*"].map(
  final,
);

/** Kinds of answers of ECS, with the consequence where no rule matches: a 4xx is the caller's own fault, a failure is not. */
export const launchRefusals = {
  errorNames: { rules: errorNames, otherwise: "final" },
  errorMessages: { rules: errorMessages, otherwise: "final" },
  failureReasons: { rules: failureReasons, otherwise: "retryable" },
} as const satisfies Readonly<
  Record<string, { readonly rules: readonly RefusalRule[]; readonly otherwise: RefusalKind }>
>;

const matches = (pattern: string, text: string): boolean => {
  const literals = pattern.split("*").map((literal) => literal.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${literals.join(".*")}$`, "s").test(text);
};

const kindOf = (what: keyof typeof launchRefusals, text: string): RefusalKind => {
  const { rules, otherwise } = launchRefusals[what];
  return rules.find(({ pattern }) => matches(pattern, text))?.kind ?? otherwise;
};

/** Consequence of an error by which ECS says that it started nothing: one with a status of 400 to 499. */
export const kindOfError = ({ name, message }: Pick<Error, "name" | "message">): RefusalKind =>
  kindOf("errorNames", name) === "retryable" ? "retryable" : kindOf("errorMessages", message);

/** Consequence of the reason of a failure in an answer of 200. */
export const kindOfFailure = (reason: string): RefusalKind => kindOf("failureReasons", reason);
