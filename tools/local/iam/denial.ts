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

/** Names of a service's refusals: of a denial, of a request that nobody signed, of one with an unknown key. */
interface Refusals {
  readonly status: number;
  readonly denied: string;
  readonly unsigned: string;
  readonly unknown: string;
  /** Around a denial's resource. */
  readonly quote: "" | '"';
}

const json: Refusals = {
  ...{ status: 400, denied: "AccessDeniedException", quote: "" },
  ...{ unsigned: "MissingAuthenticationTokenException", unknown: "UnrecognizedClientException" },
};

const refusals: Readonly<Record<Service, Refusals>> = {
  dynamodb: json,
  ecs: json,
  s3: { status: 403, denied: "AccessDenied", unsigned: "AccessDenied", unknown: "InvalidAccessKeyId", quote: '"' },
  // SNS API reference, Publish, "Errors"; "Common Errors".
  sns: {
    ...{ status: 403, denied: "AuthorizationError", quote: "" },
    ...{ unsigned: "MissingAuthenticationToken", unknown: "InvalidClientTokenId" },
  },
};

/** A service's error for a caller without the permission. */
function denied(service: Service, principal: Principal, denial: Denial): AwsError {
  const { denied: name, status, quote } = refusals[service];
  return new AwsError(name, denialMessage(principal, denial, quote), { status });
}

/** Lets a call proceed only when its principal may have every access that it consists of. */
export const judged =
  (authorize: Authorizer): ServiceInterceptor =>
  async (call, proceed) => {
    const { service, principal, accesses, accessKeyId } = call;
    const { status, unsigned, unknown } = refusals[service];
    if (accessKeyId === undefined) throw new AwsError(unsigned, "Missing Authentication Token", { status });
    if (!principal) throw new AwsError(unknown, "The security token included in the request is invalid.", { status });
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
