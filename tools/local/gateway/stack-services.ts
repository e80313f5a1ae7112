import type { Deployed } from "../deployed/deployed";
import { lookUpTaskDefinition } from "../endpoints/ecs/ecs";
import { AwsError, queryAnswer } from "../http/aws-answers";
import { jsonService, type Serve } from "../http/local-server";
import { stateMachineNamed } from "./step-functions/executions";

/** Further calls that the operator's tools make of a stack: they describe what is deployed, and who one is. */
export const stackServices = (deployed: Deployed): readonly Serve[] => [
  jsonService("ecs", {
    DescribeTaskDefinition: ({ taskDefinition }: { taskDefinition: string }) => ({
      taskDefinition: lookUpTaskDefinition(deployed.taskDefinitions, taskDefinition),
    }),
  }),
  jsonService("states", {
    DescribeStateMachine: ({ stateMachineArn }: { stateMachineArn: string }) => {
      const { name, roleArn, definition } = stateMachineNamed(deployed, stateMachineArn);
      const described = { stateMachineArn, name, roleArn, definition: JSON.stringify(definition) };
      return { ...described, type: "STANDARD", status: "ACTIVE", creationDate: 0 };
    },
  }),
  callerIdentity(deployed.accountId),
  noSuchLog,
];

/** Refuses logs that no task wrote. */
const noSuchLog: Serve = ({ service }) => {
  if (service !== "logs") return undefined;
  throw new AwsError("ResourceNotFoundException", "The specified log stream does not exist.");
};

/** STS, as far as GetCallerIdentity goes: whoever asks is the operator of the account. */
const callerIdentity =
  (accountId: string): Serve =>
  ({ service, body }) => {
    if (service !== "sts" || !body.includes("Action=GetCallerIdentity")) return undefined;
    const identity = { Arn: `arn:aws:iam::${accountId}:user/operator`, UserId: "operator", Account: accountId };
    return queryAnswer("GetCallerIdentity", "https://sts.amazonaws.com/doc/2011-06-15/", identity);
  };
