import {
  DescribeTaskDefinitionCommand,
  paginateListClusters,
  paginateListTaskDefinitions,
  type ECSClient,
  type TaskDefinition,
} from "@aws-sdk/client-ecs";
import { EventBridgeClient, ListRulesCommand, ListTargetsByRuleCommand } from "@aws-sdk/client-eventbridge";
import { paginateListFunctions, GetPolicyCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { DescribeStateMachineCommand, paginateListStateMachines, type SFNClient } from "@aws-sdk/client-sfn";
import type { OneContainerTaskDefinition } from "../endpoints/ecs/ecs";
import { parsePattern } from "../event-rules";
import type { JsonObject } from "../json";
import type { EventRule, Programs } from "./deployed";

interface Clients {
  readonly ecs: ECSClient;
  readonly events: EventBridgeClient;
  readonly lambda: LambdaClient;
  readonly states: SFNClient;
}

/** The items of all pages of a paginated call of the AWS SDK. */
export async function everyItem<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...(itemsOf(page) ?? []));
  return items;
}

async function readFunctions(
  client: LambdaClient,
  zips: ReadonlyMap<string, Uint8Array>,
): Promise<Programs["functions"]> {
  const found = await everyItem(paginateListFunctions({ client }, {}), ({ Functions }) => Functions);
  return found.map(({ FunctionName: name = "", ...configuration }) => ({
    name,
    arn: configuration.FunctionArn ?? "",
    roleArn: configuration.Role ?? "",
    handler: configuration.Handler ?? "",
    timeoutSeconds: configuration.Timeout ?? 0,
    memorySizeMb: configuration.MemorySize ?? 0,
    environment: configuration.Environment?.Variables ?? {},
    subnetIds: configuration.VpcConfig?.SubnetIds ?? [],
    logGroupName: configuration.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
    zip: zips.get(name),
  }));
}

async function readStateMachines(client: SFNClient): Promise<Programs["stateMachines"]> {
  const found = await everyItem(paginateListStateMachines({ client }, {}), ({ stateMachines }) => stateMachines);
  return Promise.all(
    found.map(async ({ stateMachineArn: arn = "", name = "" }) => {
      const { roleArn = "", definition = "{}" } = await client.send(
        new DescribeStateMachineCommand({ stateMachineArn: arn }),
      );
      return { arn, name, roleArn, definition: JSON.parse(definition) as JsonObject };
    }),
  );
}

async function readClusterNames(client: ECSClient): Promise<Programs["clusterNames"]> {
  const arns = await everyItem(paginateListClusters({ client }, {}), ({ clusterArns }) => clusterArns);
  return arns.map((arn) => arn.split("/").at(-1) ?? "");
}

/** Task definitions of several containers are left out: they cannot be run here. */
async function readTaskDefinitions(client: ECSClient): Promise<Programs["taskDefinitions"]> {
  const all = paginateListTaskDefinitions({ client }, {});
  const arns = await everyItem(all, ({ taskDefinitionArns }) => taskDefinitionArns);
  const read = arns.map((taskDefinition) => client.send(new DescribeTaskDefinitionCommand({ taskDefinition })));
  return (await Promise.all(read)).map(({ taskDefinition }) => taskDefinition).filter(isOneContainer);
}

const isOneContainer = (
  definition: TaskDefinition | undefined,
): definition is OneContainerTaskDefinition & TaskDefinition => definition?.containerDefinitions?.length === 1;

/** The rules for events that are deployed, with the targets that are functions which let them. */
async function readEventRules(events: EventBridgeClient, lambda: LambdaClient): Promise<EventRule[]> {
  const { Rules = [] } = await events.send(new ListRulesCommand({}));
  const enabled = Rules.filter(({ EventPattern, State }) => EventPattern !== undefined && State === "ENABLED");
  return Promise.all(
    enabled.map(async ({ Name: name = "", Arn: arn = "", EventPattern: pattern = "" }) => ({
      functionArns: await targetsOf(events, lambda, name, arn),
      pattern: parsePattern(pattern, name),
    })),
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

/**
 * Reads by which programs run here.
 *
 * @param clients lead to moto
 * @param zips the code of functions, by their names
 * @throws Error when a rule's pattern cannot be judged here
 */
export async function readPrograms(
  { ecs, events, lambda, states }: Clients,
  zips: ReadonlyMap<string, Uint8Array>,
): Promise<Programs> {
  const [functions, stateMachines, clusterNames, taskDefinitions, eventRules] = await Promise.all([
    readFunctions(lambda, zips),
    readStateMachines(states),
    readClusterNames(ecs),
    readTaskDefinitions(ecs),
    readEventRules(events, lambda),
  ]);
  return { functions, stateMachines, clusterNames, taskDefinitions, eventRules };
}
