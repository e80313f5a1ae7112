import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { OneContainerTaskDefinition } from "../endpoints/ecs/ecs";
import { parsePattern } from "../event-rules";
import { textOf, type Json, type JsonObject } from "../json";
import type { FunctionConfiguration } from "../lambda/lambda-function";
import type { Resource, SynthesizedStack } from "../terraform/synthesized-stack";
import { stateMachineConfiguration } from "../state-machine/definition";
import type { EventRule, Programs } from "./deployed";

interface FunctionArguments {
  readonly function_name: string;
  readonly handler: string;
  readonly filename: string;
  readonly source_code_hash: string;
  readonly role: string;
  readonly timeout?: number;
  readonly memory_size?: number;
  readonly logging_config?: { readonly log_group?: string };
  readonly vpc_config?: { readonly subnet_ids: readonly string[] };
  readonly environment?: { readonly variables?: Readonly<Record<string, string>> };
}

/** Lambda's defaults. Lambda API reference, CreateFunction. */
const defaults = { timeoutSeconds: 3, memorySizeMb: 128 };

/** Reads an `aws_lambda_function`. @throws Error when the zip is missing or its hash is not the configured one */
function functionConfiguration(stack: SynthesizedStack, resource: Resource): FunctionConfiguration {
  const values = resource.values as JsonObject & FunctionArguments;
  const zip = readFileSync(stack.path(values.filename));
  const hash = createHash("sha256").update(zip).digest("base64");
  if (hash !== values.source_code_hash)
    throw new Error(
      `${resource.address}: source_code_hash is ${values.source_code_hash}, ${values.filename} has ${hash}`,
    );
  return {
    name: values.function_name,
    arn: resource.computed("arn") as string,
    handler: values.handler,
    timeoutSeconds: values.timeout ?? defaults.timeoutSeconds,
    memorySizeMb: values.memory_size ?? defaults.memorySizeMb,
    roleArn: values.role,
    environment: values.environment?.variables ?? {},
    subnetIds: values.vpc_config?.subnet_ids ?? [],
    logGroupName: values.logging_config?.log_group ?? `/aws/lambda/${values.function_name}`,
    zip,
  };
}

/** The `aws_ecs_task_definition`s of a stack, as ECS registers them. */
const taskDefinitions = (stack: SynthesizedStack): OneContainerTaskDefinition[] =>
  stack.resources("aws_ecs_task_definition").map(({ values, computed }) => {
    const definition = {
      taskDefinitionArn: computed("arn"),
      family: values["family"],
      revision: computed("revision"),
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

/** The rules of a stack for events. @throws Error when one cannot be run here, or may not invoke its target */
const eventRulesOf = (stack: SynthesizedStack): EventRule[] =>
  stack
    .resources("aws_cloudwatch_event_rule")
    .filter(({ values }) => values["event_pattern"] !== undefined)
    .map(({ address, values, computed }) => ({
      pattern: parsePattern(textOf(values["event_pattern"]), address),
      functionArns: targetsOf(stack, textOf(values["name"]), textOf(computed("arn"))),
    }));

function targetsOf(stack: SynthesizedStack, ruleName: string, ruleArn: string): string[] {
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

/**
 * Reads by which programs run.
 *
 * @throws Error when the stack refers to something that is not there
 */
export const programsOf = (stack: SynthesizedStack): Programs => ({
  functions: stack.resources("aws_lambda_function").map((resource) => functionConfiguration(stack, resource)),
  stateMachines: stack.resources("aws_sfn_state_machine").map(stateMachineConfiguration),
  clusterNames: stack.resources("aws_ecs_cluster").map(({ values }) => textOf(values["name"])),
  taskDefinitions: taskDefinitions(stack),
  eventRules: eventRulesOf(stack),
});
