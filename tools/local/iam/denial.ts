import { AwsError, errorAnswer, type HttpAnswer } from "../http/aws-answers";
import type { Denial, Authorizer } from "./authorizer";
import type { Access } from "./policy";
import type { Principal } from "./principals";
import type { Service, ServiceCall, ServiceInterceptor } from "./service-call";

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

/** Name, HTTP status and quotes of a denial. */
const accessDenied = {
  dynamodb: ["AccessDeniedException", 400, ""],
  ecs: ["AccessDeniedException", 400, ""],
  s3: ["AccessDenied", 403, '"'],
  // SNS API reference, Publish, "Errors"; "Common Errors".
  sns: ["AuthorizationError", 403, ""],
} as const;

/** A service's answer to a caller without the permission. */
function denialAnswer(service: Service, principal: Principal, denial: Denial): HttpAnswer {
  const [name, status, quote] = accessDenied[service];
  return errorAnswer(service, new AwsError(name, denialMessage(principal, denial, quote), { status }));
}

const unsigned = new AwsError("MissingAuthenticationTokenException", "Missing Authentication Token");
const unknown = new AwsError("UnrecognizedClientException", "The security token included in the request is invalid.");

/** Errors of a request that nobody signed, and of one with an unknown key. */
const strangers: Readonly<Record<Service, readonly [unsigned: AwsError, unknown: AwsError]>> = {
  dynamodb: [unsigned, unknown],
  ecs: [unsigned, unknown],
  s3: [
    new AwsError("AccessDenied", "Access Denied", { status: 403 }),
    new AwsError("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", {
      status: 403,
    }),
  ],
  sns: [
    new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", { status: 403 }),
    new AwsError("InvalidClientTokenId", "The security token included in the request is invalid.", { status: 403 }),
  ],
};

/** A service's answer to a request with an unknown signature. */
const strangerAnswer = ({ service, accessKeyId }: ServiceCall): HttpAnswer =>
  errorAnswer(service, strangers[service][accessKeyId === undefined ? 0 : 1]);

/** Lets a call proceed only when its principal may have every access that it consists of. */
export const judged =
  (authorize: Authorizer): ServiceInterceptor =>
  async (call, proceed) => {
    const { service, principal, accesses } = call;
    if (!principal) return strangerAnswer(call);
    const denial = accesses.map((access) => authorize(principal, access)).find((found) => found !== undefined);
    if (denial) return denialAnswer(service, principal, denial);
    return hidingMissing(call, principal, authorize, await proceed());
  };

/**
 * S3 tells that an object is missing only to who may list its bucket. S3 API reference, GetObject and HeadObject: "If you
 * don't have the s3:ListBucket permission, Amazon S3 returns an HTTP status code 403 error."
 */
function hidingMissing(call: ServiceCall, principal: Principal, authorize: Authorizer, answer: HttpAnswer) {
  const read = call.accesses.find(({ action }) => action === "s3:GetObject");
  if (answer.status !== 404 || !read) return answer;
  const denial = authorize(principal, listing(read));
  return denial ? denialAnswer(call.service, principal, denial) : answer;
}

const listing = ({ resource }: Access): Access => ({
  action: "s3:ListBucket",
  resource: resource.replace(/\/.*$/s, ""),
  context: {},
});
