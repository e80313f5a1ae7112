import type { FunctionConfiguration } from "./function-configuration";

/**
 * The environment variables that Lambda itself sets, beside Region and credentials. Lambda developer guide, "Defined
 * runtime environment variables".
 *
 * @param taskRoot folder of the unpacked zip
 */
export const runtimeEnvironment = (
  { name, handler, memorySizeMb, logGroupName }: FunctionConfiguration,
  taskRoot: string,
): Record<string, string> => ({
  _HANDLER: handler,
  AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
  AWS_LAMBDA_FUNCTION_NAME: name,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memorySizeMb),
  AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
  AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
  AWS_LAMBDA_LOG_GROUP_NAME: logGroupName,
  AWS_LAMBDA_LOG_STREAM_NAME: "local",
  LAMBDA_TASK_ROOT: taskRoot,
  LANG: "en_US.UTF-8",
  TZ: ":UTC",
});
