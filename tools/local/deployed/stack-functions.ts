import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { JsonObject } from "../json";
import type { FunctionConfiguration } from "../lambda/function-configuration";
import type { Resource, SynthesizedStack } from "../terraform/synthesized-stack";

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

/**
 * Reads an `aws_lambda_function`.
 *
 * @throws Error when the zip is missing or its hash is not the configured one
 */
export function functionConfiguration(stack: SynthesizedStack, resource: Resource): FunctionConfiguration {
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
