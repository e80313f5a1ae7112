import { EventBridgeClient, ListRulesCommand, ListTargetsByRuleCommand } from "@aws-sdk/client-eventbridge";
import { GetPolicyCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { parsePattern } from "../event-rules";
import type { EventRule } from "./deployed";

/** The rules for events that are deployed, with the targets that are functions which let them. */
export async function readEventRules(events: EventBridgeClient, lambda: LambdaClient): Promise<EventRule[]> {
  const { Rules = [] } = await events.send(new ListRulesCommand({}));
  return Promise.all(
    Rules.flatMap(({ Name: name = "", Arn: arn = "", EventPattern: pattern, State }) =>
      pattern === undefined || State !== "ENABLED"
        ? []
        : [
            targetsOf(events, lambda, name, arn).then((functionArns) => ({
              pattern: parsePattern(pattern, name),
              functionArns,
            })),
          ],
    ),
  );
}

async function targetsOf(
  events: EventBridgeClient,
  lambda: LambdaClient,
  Rule: string,
  ruleArn: string,
): Promise<string[]> {
  const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule }));
  const arns = Targets.map(({ Arn = "" }) => Arn).filter((arn) => arn.includes(":function:"));
  const permitted = await Promise.all(arns.map((arn) => isPermitted(lambda, arn, ruleArn)));
  return arns.filter((_, index) => permitted[index]);
}

/** A statement as AddPermission makes it. Lambda API reference, AddPermission: `Principal`, `SourceArn`. */
interface Permission {
  readonly Principal: { readonly Service?: string };
  readonly Condition?: { readonly ArnLike?: Readonly<Record<string, string>> };
}

/** Lambda answers that there is no policy where nobody was permitted anything. */
async function isPermitted(lambda: LambdaClient, FunctionName: string, ruleArn: string): Promise<boolean> {
  const { Policy = '{"Statement":[]}' } = await lambda
    .send(new GetPolicyCommand({ FunctionName }))
    .catch(() => ({ Policy: undefined }));
  const { Statement } = JSON.parse(Policy) as { readonly Statement: readonly Permission[] };
  return Statement.some(
    ({ Principal, Condition }) =>
      Principal.Service === "events.amazonaws.com" && Object.values(Condition?.ArnLike ?? {}).includes(ruleArn),
  );
}
