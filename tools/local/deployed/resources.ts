import type { OneContainerTaskDefinition } from "../endpoints/ecs/ecs";
import { parsePattern } from "../event-rules";
import { textOf, type Json, type JsonObject } from "../json";
import type { FunctionConfiguration } from "../lambda/lambda-function";
import type { Resource, Resources } from "../terraform/synthesized-stack";
import { stateMachineConfiguration } from "../state-machine/definition";
import { parsePolicy, type Policy } from "../iam/policy";
import type { Role } from "../iam/principals";
import type { Deployed } from "./deployed";

/** Lambda's defaults. Lambda API reference, CreateFunction. */
const defaults = { timeoutSeconds: 3, memorySizeMb: 128 };

/** Reads an `aws_lambda_function`. */
function functionConfiguration(stack: Resources, resource: Resource): FunctionConfiguration {
  const { values } = resource;
  // As a stack's JSON has a block that there is once, or as a state has it, in a list.
  const block = (name: string): JsonObject => ([values[name]].flat() as JsonObject[])[0] ?? {};
  const name = textOf(values["function_name"]);
  return {
    name,
    arn: textOf(values["arn"]),
    handler: textOf(values["handler"]),
    timeoutSeconds: Number(values["timeout"] ?? defaults.timeoutSeconds),
    memorySizeMb: Number(values["memory_size"] ?? defaults.memorySizeMb),
    roleArn: textOf(values["role"]),
    environment: (block("environment")["variables"] ?? {}) as Record<string, string>,
    subnetIds: (block("vpc_config")["subnet_ids"] ?? []) as string[],
    logGroupName: textOf(block("logging_config")["log_group"] ?? "") || `/aws/lambda/${name}`,
    zip: stack.zipOf(resource),
  };
}

/** The `aws_ecs_task_definition`s, as ECS registers them. */
const taskDefinitions = (stack: Resources): OneContainerTaskDefinition[] =>
  stack.resources("aws_ecs_task_definition").map(({ values }) => {
    const definition = {
      taskDefinitionArn: values["arn"],
      family: values["family"],
      revision: values["revision"],
      cpu: values["cpu"],
      memory: values["memory"],
      networkMode: values["network_mode"],
      taskRoleArn: values["task_role_arn"],
      executionRoleArn: values["execution_role_arn"],
      containerDefinitions: JSON.parse(textOf(values["container_definitions"])) as Json,
    };
    return definition as unknown as OneContainerTaskDefinition;
  });

/** Arguments of a target that are not run here: each changes the event on its way. */
const unknownArguments = ["input", "input_path", "input_transformer"] as const;

/** The rules for events. @throws Error when one cannot be run here, or may not invoke its target */
const eventRulesOf = (stack: Resources): Deployed["eventRules"] =>
  stack
    .resources("aws_cloudwatch_event_rule")
    .filter(({ values }) => values["event_pattern"] !== undefined)
    .map(({ address, values }) => ({
      pattern: parsePattern(textOf(values["event_pattern"]), address),
      functionArns: targetsOf(stack, textOf(values["name"]), textOf(values["arn"])),
    }));

function targetsOf(stack: Resources, ruleName: string, ruleArn: string): string[] {
  const permissions = stack.resources("aws_lambda_permission").map(({ values }) => values);
  return stack
    .resources("aws_cloudwatch_event_target")
    .filter(({ values }) => values["rule"] === ruleName)
    .map(({ address, values }) => {
      const unknown = unknownArguments.find((argument) => values[argument] !== undefined);
      if (unknown) throw new Error(`${address}: ${unknown} cannot be run here`);
      const arn = textOf(values["arn"]);
      const isPermitted = permissions.some(
        ({ function_name: name, principal, source_arn: source }) =>
          (name === arn || arn.endsWith(`:function:${textOf(name)}`)) &&
          principal === "events.amazonaws.com" &&
          source === ruleArn,
      );
      if (!isPermitted) throw new Error(`${address}: no aws_lambda_permission lets ${ruleArn} invoke ${arn}`);
      return arn;
    });
}

/** Resource types that grant permissions too, and would be overlooked here. */
const overlooked = {
  types: ["aws_iam_policy_attachment", "aws_iam_role_policies_exclusive", "aws_iam_role_policy_attachments_exclusive"],
  arguments: ["inline_policy", "managed_policy_arns", "permissions_boundary"],
} as const;

const parsed = (json: Json | undefined, name: string): Policy => parsePolicy(JSON.parse(textOf(json)), name);

/** The roles, with their trust, their inline policies and the names of their managed ones, whose content is not here. */
function rolesOf(stack: Resources): Role[] {
  const used = overlooked.types.filter((type) => stack.resources(type).length > 0);
  if (used.length > 0) throw new Error(`Roles get their policies inline here, the stack has ${used.join(", ")}`);
  const policies = stack.resources("aws_iam_role_policy");
  const attachments = stack.resources("aws_iam_role_policy_attachment");
  return stack.resources("aws_iam_role").map((role) => roleOf(role, policies, attachments));
}

function roleOf(role: Resource, policies: readonly Resource[], attachments: readonly Resource[]): Role {
  const { address, values } = role;
  const ofRole = (one: Resource): boolean => one.values["role"] === values["id"];
  const unknownPolicyArns = attachments.filter(ofRole).map((one) => textOf(one.values["policy_arn"]));
  const used = overlooked.arguments.filter((argument) => values[argument] !== undefined);
  if (used.length > 0) throw new Error(`${address}: ${used.join(", ")} cannot be judged here`);
  return {
    arn: textOf(values["arn"]),
    trust: parsed(values["assume_role_policy"], `${address}.assume_role_policy`),
    policies: policies.filter(ofRole).map((policy) => parsed(policy.values["policy"], policy.address)),
    ...(unknownPolicyArns.length > 0 && { unknownPolicyArns }),
  };
}

/**
 * Reads by which programs run, and by what their calls are judged.
 *
 * @throws Error when something refers to what is not there, a policy cannot be judged here, or a role gets permissions in a way that is
 * not known here
 */
export const deployedOf = (stack: Resources): Omit<Deployed, "region" | "accountId" | "refresh"> => ({
  functions: stack.resources("aws_lambda_function").map((resource) => functionConfiguration(stack, resource)),
  stateMachines: stack.resources("aws_sfn_state_machine").map(stateMachineConfiguration),
  clusterNames: stack.resources("aws_ecs_cluster").map(({ values }) => textOf(values["name"])),
  taskDefinitions: taskDefinitions(stack),
  eventRules: eventRulesOf(stack),
  roles: rolesOf(stack),
  endpoints: stack
    .resources("aws_vpc_endpoint")
    .filter(({ values }) => values["policy"] !== undefined)
    .map(({ address, values }) => ({
      vpcId: textOf(values["vpc_id"]),
      serviceName: textOf(values["service_name"]),
      policy: parsed(values["policy"], address),
    })),
  resourcePolicies: Object.fromEntries(
    stack
      .resources("aws_s3_bucket_policy")
      .map(({ address, values }) => [`arn:aws:s3:::${textOf(values["bucket"])}`, parsed(values["policy"], address)]),
  ),
  vpcIds: Object.fromEntries(
    stack.resources("aws_subnet").map(({ values }) => [textOf(values["id"]), textOf(values["vpc_id"])]),
  ),
});
