import { regionOfBucket } from "../../workflow/bucket";

/** A command cannot do what it was asked to. `message` says what happened and what to do; it is shown without a stack trace. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/** Remedies for errors of AWS, by their names. */
const advice: Readonly<Record<string, string>> = {
  "CredentialsProviderError TokenProviderError":
    "No credentials: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
  "ExpiredToken ExpiredTokenException RequestExpired": "The credentials have expired: get new ones",
  "UnrecognizedClientException InvalidClientTokenId InvalidAccessKeyId SignatureDoesNotMatch":
    "The credentials are not valid here: is AWS_PROFILE the account that was deployed to?",
  "AccessDenied AccessDeniedException UnauthorizedOperation":
    "The credentials lack this permission: ask who administers the account",
  "ResourceNotFoundException StateMachineDoesNotExist ExecutionDoesNotExist ClusterNotFoundException NoSuchBucket":
    "Not there: do the outputs belong to this account and Region, and is it still deployed? See: npm run workflow -- doctor",
  "ECONNREFUSED ENOTFOUND EAI_AGAIN ECONNRESET ETIMEDOUT TimeoutError":
    "AWS cannot be reached: check the network, and AWS_ENDPOINT_URL if it is set",
  "ThrottlingException ProvisionedThroughputExceededException SlowDown": "AWS is throttling: try again",
};

const adviceFor = (names: readonly string[]): string | undefined =>
  Object.entries(advice).find(([known]) => known.split(" ").some((name) => names.includes(name)))?.[1];

interface Thrown extends Error {
  /** Of an error of the operating system. */
  readonly code?: string;
  /** Of one of AWS. */
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** S3 answers without a body where it takes no request for a key: the SDK then knows the HTTP status alone. */
const isWordless = ({ message, $metadata }: Thrown): boolean =>
  message === "UnknownError" && $metadata?.httpStatusCode === 400;

/**
 * Tells what went wrong and, of an error of AWS, what to do about it.
 *
 * @param thrown anything
 */
export function describeError(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const { name, code = "", message, $metadata } = thrown as Thrown;
  const region = regionOfBucket(thrown);
  if (region !== undefined)
    return `The bucket is in Region ${region}, and the deployment in another: name a bucket of the deployment's Region.`;
  if (isWordless(thrown))
    return "S3 takes no request for this key, and does not say why (400). More ../ in it than folders before them, for example, are no key.";
  const todo = adviceFor([name, code]);
  const said = [message, thrown instanceof AggregateError ? thrown.errors.map(String).join("; ") : ""];
  const what = said.filter((part) => part !== "").join(" ");
  if (todo !== undefined) return `${todo}.\n${name === "Error" ? code : name}: ${what}`;
  return $metadata === undefined ? what : `${name}: ${what}`;
}
