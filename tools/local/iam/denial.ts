import { AwsError, type HttpAnswer } from "../http/aws-answers";
import type { Access } from "./policy";
import type { Principal } from "./principals";
import type { Service, ServiceCall, ServiceInterceptor } from "./service-call";

/** An access that is refused, and why. */
export interface Denial {
  readonly access: Access;
  readonly because: "noIdentityPolicy" | "identityPolicy" | "resourcePolicy" | "noEndpointPolicy" | "endpointPolicy";
}

/** Tells why a principal may not have an access, or undefined when it may. */
type Authorizer = (principal: Principal, access: Access) => Denial | undefined;

const reasons: Readonly<Record<Denial["because"], (action: string) => string>> = {
  noIdentityPolicy: (action) => `because no identity-based policy allows the ${action} action`,
  identityPolicy: () => "with an explicit deny in an identity-based policy",
  resourcePolicy: () => "with an explicit deny in a resource-based policy",
  noEndpointPolicy: (action) => `because no VPC endpoint policy allows the ${action} action`,
  endpointPolicy: () => "with an explicit deny in a VPC endpoint policy",
};

/** Hint at managed policies, whose content is not known here. */
const unknownHere = ({ unknownPolicyArns = [] }: Principal, { because }: Denial): string =>
  because === "noIdentityPolicy" && unknownPolicyArns.length > 0
    ? ` (what ${unknownPolicyArns.join(", ")} may allow is not known on this machine: let jobPolicyFile say it too)`
    : "";

/**
 * AWS's words for a denied access, and a hint at what is not known here. IAM user guide, "Troubleshoot access denied error
 * messages".
 */
export function denialMessage(principal: Principal, denial: Denial, quote = ""): string {
  const { action, resource } = denial.access;
  return (
    `User: ${principal.callerArn} is not authorized to perform: ${action} ` +
    `on resource: ${quote}${resource}${quote} ${reasons[denial.because](action)}${unknownHere(principal, denial)}`
  );
}

/** Refusals of a service. */
interface Refusals {
  /** Name, HTTP status and quotes of a denial. */
  readonly denied: readonly [name: string, status: number, quote: string];
  /** Of a request that nobody signed. */
  readonly unsigned: AwsError;
  /** Of one with an unknown key. */
  readonly unknown: AwsError;
}

const invalidToken = "The security token included in the request is invalid.";
const forbidden = { status: 403 };

const jsonRefusals: Refusals = {
  denied: ["AccessDeniedException", 400, ""],
  unsigned: new AwsError("MissingAuthenticationTokenException", "Missing Authentication Token"),
  unknown: new AwsError("UnrecognizedClientException", invalidToken),
};

const refusals: Readonly<Record<Service, Refusals>> = {
  dynamodb: jsonRefusals,
  ecs: jsonRefusals,
  s3: {
    denied: ["AccessDenied", 403, '"'],
    unsigned: new AwsError("AccessDenied", "Access Denied", forbidden),
    unknown: new AwsError(
      "InvalidAccessKeyId",
      "The AWS Access Key Id you provided does not exist in our records.",
      forbidden,
    ),
  },
  // SNS API reference, Publish, "Errors"; "Common Errors".
  sns: {
    denied: ["AuthorizationError", 403, ""],
    unsigned: new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", forbidden),
    unknown: new AwsError("InvalidClientTokenId", invalidToken, forbidden),
  },
};

/** A service's error for a caller without the permission. */
function denied(service: Service, principal: Principal, denial: Denial): AwsError {
  const [name, status, quote] = refusals[service].denied;
  return new AwsError(name, denialMessage(principal, denial, quote), { status });
}

/** Lets a call proceed only when its principal may have every access that it consists of. */
export const judged =
  (authorize: Authorizer): ServiceInterceptor =>
  async (call, proceed) => {
    const { service, principal, accesses, accessKeyId } = call;
    if (!principal) throw refusals[service][accessKeyId === undefined ? "unsigned" : "unknown"];
    const denial = accesses.map((access) => authorize(principal, access)).find((found) => found !== undefined);
    if (denial) throw denied(service, principal, denial);
    return hidingMissing(call, principal, authorize, await proceed());
  };

/**
 * S3 tells that an object is missing only to who may list its bucket. S3 API reference, GetObject and HeadObject: "If you
 * don't have the s3:ListBucket permission, Amazon S3 returns an HTTP status code 403 error."
 */
function hidingMissing(call: ServiceCall, principal: Principal, authorize: Authorizer, answer: HttpAnswer) {
  const read = call.accesses.find(({ action }) => action === "s3:GetObject");
  if (answer.status !== 404 || !read) return answer;
  const bucket = read.resource.replace(/\/.*$/s, "");
  const denial = authorize(principal, { action: "s3:ListBucket", resource: bucket, context: {} });
  if (denial) throw denied(call.service, principal, denial);
  return answer;
}
