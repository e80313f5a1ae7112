import { errorAnswer, type ServiceError } from "../endpoints/front/error-answer";
import type { Service, ServiceAnswer, ServiceCall } from "../endpoints/front/service-call";
import type { Access } from "./access";
import type { Principal } from "./principals";

/** An access that is refused, and why. */
export interface Denial {
  readonly access: Access;
  readonly because: "noIdentityPolicy" | "identityPolicy" | "resourcePolicy" | "noEndpointPolicy" | "endpointPolicy";
}

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

const accessDenied = {
  dynamodb: { code: "AccessDeniedException", status: 400, quote: "" },
  ecs: { code: "AccessDeniedException", status: 400, quote: "" },
  s3: { code: "AccessDenied", status: 403, quote: '"' },
} as const;

/** A service's answer to a caller without the permission. */
export function denialAnswer(service: Service, principal: Principal, denial: Denial): ServiceAnswer {
  const { quote, ...error } = accessDenied[service];
  return errorAnswer(service, { ...error, message: denialMessage(principal, denial, quote) });
}

type Stranger = "unsigned" | "unknown";

const json: Readonly<Record<Stranger, ServiceError>> = {
  unsigned: { code: "MissingAuthenticationTokenException", message: "Missing Authentication Token", status: 400 },
  unknown: {
    code: "UnrecognizedClientException",
    message: "The security token included in the request is invalid.",
    status: 400,
  },
};

const strangers: Readonly<Record<Service, Readonly<Record<Stranger, ServiceError>>>> = {
  dynamodb: json,
  ecs: json,
  s3: {
    unsigned: { code: "AccessDenied", message: "Access Denied", status: 403 },
    unknown: {
      code: "InvalidAccessKeyId",
      message: "The AWS Access Key Id you provided does not exist in our records.",
      status: 403,
    },
  },
};

/** A service's answer to a request with an unknown signature. */
export const strangerAnswer = ({ service, accessKeyId }: ServiceCall): ServiceAnswer =>
  errorAnswer(service, strangers[service][accessKeyId === undefined ? "unsigned" : "unknown"]);
