import { AwsError, errorAnswer } from "../http/aws-answers";
import type { Handler } from "../http/exchange";
import type { Serve } from "../http/local-server";

/** `/bucket`, and `/bucket?policy`, whatever comes after it. */
const bucketOrPolicy = /^\/([^/?]+)\/?(\?(?:.*&)?policy(?:=|&|$))?/;

const noPolicy = new AwsError("NoSuchBucketPolicy", "The bucket policy does not exist", { status: 404 });

/**
 * Keeps the policies of buckets. moto would apply them without a look at their conditions, and refuse everything that a
 * bucket with a TLS-only policy is asked for.
 */
export function bucketPolicies(): Serve {
  const documents = new Map<string, Buffer>();
  return ({ service, method, url, body }) => {
    const [whole, name = "", policy] = (service === "s3" && bucketOrPolicy.exec(url)) || [];
    // A bucket that is deleted takes its policy along.
    if (method === "DELETE" && (policy ?? whole === url)) documents.delete(name);
    if (policy === undefined) return undefined;
    if (method === "PUT") documents.set(name, body);
    if (method !== "GET") return { status: 204, headers: {}, body: "" };
    const kept = documents.get(name);
    return kept
      ? { status: 200, headers: { "content-type": "application/json" }, body: kept }
      : errorAnswer("s3", noPolicy);
  };
}

/** Of a rule to a prefix list, as the request has it. EC2 API reference, AuthorizeSecurityGroupEgress. */
const given = "IpPermissions.1.PrefixListIds.1.Description";

const ruleId = /<securityGroupRuleId>(.*?)<\/securityGroupRuleId>/;

/**
 * Keeps the descriptions of egress rules to prefix lists, which moto forgets: every plan would find them missing.
 *
 * @param passOn leads to moto
 */
export function ruleDescriptions(passOn: Handler): Serve {
  const descriptions = new Map<string, string>();
  // From the id of one rule to that of the next.
  const described = (rule: string): string => {
    const text = descriptions.get(ruleId.exec(rule)?.[1] ?? "");
    if (text === undefined) return rule;
    return rule
      .replace(/<description>.*?<\/description>|<description\/>/, "")
      .replace(ruleId, `$&<description>${text}</description>`);
  };
  return async (request) => {
    if (request.service !== "ec2") return undefined;
    const parameters = new URLSearchParams(request.body.toString("utf8"));
    const action = parameters.get("Action");
    const description = parameters.get(given);
    if (action === "DescribeSecurityGroupRules" && descriptions.size > 0) {
      const answer = await passOn(request);
      return {
        ...answer,
        body: answer.body
          .toString()
          .split(/(?=<securityGroupRuleId>)/)
          .map(described)
          .join(""),
      };
    }
    if (action !== "AuthorizeSecurityGroupEgress" || description === null) return undefined;
    const answer = await passOn(request);
    const [, id] = ruleId.exec(answer.body.toString()) ?? [];
    if (id !== undefined) descriptions.set(id, description.replace(/[<>&]/g, ""));
    return answer;
  };
}
