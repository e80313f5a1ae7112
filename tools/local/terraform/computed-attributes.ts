import { createHash } from "node:crypto";
import { textOf, type Json, type JsonObject } from "../json";

/** Sources of a computed attribute. */
interface ComputedFrom {
  readonly address: string;
  /** Region of the stack's AWS provider. */
  readonly region: string;
  readonly accountId: string;
  /** The value of an argument in the JSON. */
  readonly argument: (name: string) => Json;
  /** All of the arguments. */
  readonly argumentsOf: () => JsonObject;
}

type Compute = (from: ComputedFrom) => Json;

// AWS makes ids of random hexadecimal digits; here they follow from the address, so that runs are alike.
const digits = (address: string, length: number): string =>
  createHash("sha256").update(address).digest("hex").slice(0, length);

const id =
  (prefix: string): Compute =>
  ({ address }) =>
    `${prefix}-${digits(address, 17)}`;

const argument =
  (name: string): Compute =>
  (from) =>
    from.argument(name);

/** An ARN; `{name}` in `resource` is the value of that argument. */
const arn =
  (service: string, resource: string): Compute =>
  (from) =>
    `arn:aws:${service}:${from.region}:${from.accountId}:${filled(resource, from)}`;

/** An ARN of a service that has no Regions; a bucket's names no account either. */
const globalArn =
  (service: string, resource: string): Compute =>
  (from) =>
    `arn:aws:${service}::${service === "s3" ? "" : from.accountId}:${filled(resource, from)}`;

const filled = (pattern: string, from: ComputedFrom): string =>
  pattern.replace(/\{(\w+)\}/g, (_, name: string) => textOf(from.argument(name)));

const asObjects = (value: Json | undefined) => [value ?? []].flat() as readonly JsonObject[];

const principals = (blocks: readonly JsonObject[]): JsonObject =>
  Object.fromEntries(blocks.map(({ type, identifiers }) => [textOf(type), identifiers ?? []]));

function conditions(blocks: readonly JsonObject[]): JsonObject {
  const operators: Record<string, Record<string, Json>> = {};
  for (const { test, variable, values } of blocks) (operators[textOf(test)] ??= {})[textOf(variable)] = values ?? [];
  return operators;
}

/** The policy that an `aws_iam_policy_document` stands for; JSON leaves out what is undefined. */
const policyDocument = (block: JsonObject) => ({
  Version: block["version"] ?? "2012-10-17",
  Statement: asObjects(block["statement"]).map((statement) => ({
    Sid: statement["sid"],
    Effect: statement["effect"] ?? "Allow",
    Action: statement["actions"],
    Resource: statement["resources"],
    Principal: statement["principals"] && principals(asObjects(statement["principals"])),
    Condition: statement["condition"] && conditions(asObjects(statement["condition"])),
  })),
});

const taskDefinitionRevision = 1;

/**
 * Attributes that AWS computes, for each type: those that resources and outputs of the stacks refer to, and no others.
 * Formats of ARNs: https://docs.aws.amazon.com/service-authorization/latest/reference/
 */
export const computedAttributes: Readonly<Record<string, Readonly<Record<string, Compute>>>> = {
  aws_cloudwatch_event_rule: { arn: arn("events", "rule/{name}") },
  aws_cloudwatch_log_group: { arn: arn("logs", "log-group:{name}") },
  aws_dynamodb_table: { arn: arn("dynamodb", "table/{name}") },
  aws_ecr_repository: {
    arn: arn("ecr", "repository/{name}"),
    repository_url: (from) => filled(`${from.accountId}.dkr.ecr.${from.region}.amazonaws.com/{name}`, from),
  },
  aws_ecs_cluster: { arn: arn("ecs", "cluster/{name}") },
  aws_ecs_task_definition: {
    arn: arn("ecs", `task-definition/{family}:${taskDefinitionRevision}`),
    revision: () => taskDefinitionRevision,
  },
  aws_eip: { id: id("eipalloc") },
  aws_iam_role: { arn: globalArn("iam", "role/{name}"), id: argument("name") },
  aws_internet_gateway: { id: id("igw") },
  aws_lambda_function: { arn: arn("lambda", "function:{function_name}") },
  aws_nat_gateway: { id: id("nat") },
  aws_route_table: { id: id("rtb") },
  aws_s3_bucket: { arn: globalArn("s3", "{bucket}"), id: argument("bucket") },
  aws_scheduler_schedule_group: { arn: arn("scheduler", "schedule-group/{name}") },
  aws_security_group: { id: id("sg") },
  aws_sfn_state_machine: { arn: arn("states", "stateMachine:{name}") },
  aws_sqs_queue: { arn: arn("sqs", "{name}") },
  aws_subnet: { id: id("subnet") },
  aws_vpc: { id: id("vpc") },
  aws_vpc_endpoint: { prefix_list_id: id("pl") },
  docker_registry_image: { sha256_digest: ({ address }) => `sha256:${digits(address, 64)}` },
  "data.aws_availability_zones": { names: ({ region }) => ["a", "b", "c"].map((letter) => `${region}${letter}`) },
  "data.aws_caller_identity": { account_id: ({ accountId }) => accountId },
  "data.aws_iam_policy_document": { json: ({ argumentsOf }) => JSON.stringify(policyDocument(argumentsOf())) },
};
