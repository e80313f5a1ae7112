// Stands in for Lambda's Node runtime: loads the handler that _HANDLER names and answers one invocation after the other.
const { join } = require("node:path");

const { _HANDLER, LAMBDA_TASK_ROOT, AWS_LAMBDA_FUNCTION_NAME, AWS_LAMBDA_FUNCTION_VERSION } = process.env;
const dot = _HANDLER.lastIndexOf(".");

const describe = (error) =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? "").split("\n") }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };

const contextOf = ({ requestId, deadline, functionArn }) => ({
  awsRequestId: requestId,
  functionName: AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: AWS_LAMBDA_FUNCTION_VERSION,
  invokedFunctionArn: functionArn,
  memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
  logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
  callbackWaitsForEmptyEventLoop: true,
  // Not by Date, which a program may have replaced.
  getRemainingTimeInMillis: () => Math.max(0, deadline - performance.timeOrigin - performance.now()),
});

const load = () => {
  const handler = require(join(LAMBDA_TASK_ROOT, _HANDLER.slice(0, dot)))[_HANDLER.slice(dot + 1)];
  if (typeof handler === "function") return handler;
  throw Object.assign(new Error(`${_HANDLER} is undefined or not exported`), { name: "Runtime.HandlerNotFound" });
};

process.on("message", async (invocation) => {
  try {
    const result = await load()(JSON.parse(invocation.payload), contextOf(invocation));
    process.send({ payload: JSON.stringify(result ?? null) });
  } catch (error) {
    process.send({ error: describe(error) });
  }
});

// The parent is gone.
process.on("disconnect", () => process.exit());
