import type { GatewayAnswer, GatewayRequest, Serve } from "./request";

/** Of a rule to a prefix list, as the request has it. EC2 API reference, AuthorizeSecurityGroupEgress. */
const given = "IpPermissions.1.PrefixListIds.1.Description";

const ruleId = /<securityGroupRuleId>(.*?)<\/securityGroupRuleId>/;

/**
 * Keeps the descriptions of egress rules to prefix lists, which moto forgets: every plan would find them missing.
 *
 * @param passOn leads to moto
 */
export function ruleDescriptions(passOn: (request: GatewayRequest) => Promise<GatewayAnswer>): Serve {
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
