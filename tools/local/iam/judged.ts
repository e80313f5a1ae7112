import type { HttpAnswer } from "../http/aws-answers";
import type { Access } from "./access";
import type { Authorizer } from "./authorizer";
import { denialAnswer, strangerAnswer } from "./denial";
import type { Principal } from "./principals";
import type { ServiceCall, ServiceInterceptor } from "./service-call";

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
