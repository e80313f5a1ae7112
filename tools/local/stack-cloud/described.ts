import type { Deployed } from "../deployed/deployed";
import { lookUpTaskDefinition } from "../endpoints/ecs";
import { jsonAnswer } from "../http/aws-answers";
import type { GatewayAnswer, Serve } from "../gateway/request";
import { stateMachineNamed } from "../gateway/step-functions";

/** The calls that describe what is deployed, as far as tools make them. */
export function described(deployed: Deployed): Serve {
  const operations: Readonly<Partial<Record<string, (input: never) => GatewayAnswer>>> = {
    DescribeTaskDefinition: ({ taskDefinition }: { taskDefinition: string }) =>
      jsonAnswer({ taskDefinition: lookUpTaskDefinition(deployed.taskDefinitions, taskDefinition) }),
    DescribeStateMachine: ({ stateMachineArn }: { stateMachineArn: string }) => {
      const { name, roleArn, definition } = stateMachineNamed(deployed, stateMachineArn);
      const described = { stateMachineArn, name, roleArn, definition: JSON.stringify(definition) };
      return jsonAnswer({ ...described, type: "STANDARD", status: "ACTIVE", creationDate: 0 });
    },
  };
  return ({ operation, body }) =>
    Object.hasOwn(operations, operation)
      ? operations[operation]?.(JSON.parse(body.toString("utf8")) as never)
      : undefined;
}

/** STS, as far as GetCallerIdentity goes: whoever asks is the operator of the account. */
export const callerIdentity =
  (accountId: string): Serve =>
  ({ service, body }) => {
    if (service !== "sts" || !body.includes("Action=GetCallerIdentity")) return undefined;
    const result = `<Arn>arn:aws:iam::${accountId}:user/operator</Arn><UserId>operator</UserId><Account>${accountId}</Account>`;
    return {
      status: 200,
      headers: { "content-type": "text/xml" },
      body:
        '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">' +
        `<GetCallerIdentityResult>${result}</GetCallerIdentityResult></GetCallerIdentityResponse>`,
    };
  };
