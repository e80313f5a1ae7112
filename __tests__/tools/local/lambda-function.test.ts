import { strToU8, zipSync } from "fflate";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LambdaFunction, type FunctionConfiguration } from "../../../tools/local/lambda/lambda-function";

const code = `
let calls = 0;
exports.handler = async (event, context) => {
  calls += 1;
  console.log("called with", JSON.stringify(event));
  switch (event.do) {
    case "throw": throw Object.assign(new Error("no such thing"), { name: "NotThere" });
    case "sleep": return new Promise(() => setInterval(() => undefined, 1_000));
    case "exit": process.exit(3);
  }
  return { calls, environment: process.env, functionName: context.functionName, arn: context.invokedFunctionArn,
    hasTime: context.getRemainingTimeInMillis() > 500 };
};`;

const configuration: FunctionConfiguration = {
  name: "echo",
  arn: "arn:aws:lambda:eu-west-1:000000000000:function:echo",
  roleArn: "arn:aws:iam::000000000000:role/greet",
  handler: "index.handler",
  timeoutSeconds: 120,
  memorySizeMb: 256,
  logGroupName: "/echo/logs",
  subnetIds: [],
  environment: { FROM_THE_STACK: "yes" },
  zip: zipSync({ "index.js": strToU8(code) }),
};

describe("Given a Lambda function from a zip", () => {
  const folder = mkdtempSync(join(tmpdir(), "lambda-function-test-"));
  const lines: string[] = [];
  const lambda = new LambdaFunction(configuration, folder, { AWS_REGION: "eu-west-1" }, (line) => lines.push(line));

  afterAll(async () => {
    await lambda.close();
    rmSync(folder, { recursive: true });
  });

  it("When it is called twice, then one process answers, with the function's environment and no other", async () => {
    const expected = (calls: number) => ({
      payload: {
        calls,
        functionName: "echo",
        arn: configuration.arn,
        hasTime: true,
        environment: {
          FROM_THE_STACK: "yes",
          AWS_REGION: "eu-west-1",
          _HANDLER: "index.handler",
          AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
          AWS_LAMBDA_FUNCTION_NAME: "echo",
          AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
          AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
          AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
          AWS_LAMBDA_LOG_GROUP_NAME: "/echo/logs",
          AWS_LAMBDA_LOG_STREAM_NAME: "local",
          LAMBDA_TASK_ROOT: folder,
          LANG: "en_US.UTF-8",
          TZ: ":UTC",
        },
      },
    });
    expect(await Promise.all([lambda.invoke({}), lambda.invoke({})])).toEqual([expected(1), expected(2)]);
    expect(lines).toContain("called with {}");
  });

  it("When it throws, then the answer is the error, and the process lives on", async () => {
    expect(await lambda.invoke({ do: "throw" })).toEqual({
      error: {
        errorType: "NotThere",
        errorMessage: "no such thing",
        trace: expect.arrayContaining([expect.stringContaining("no such thing")]) as unknown,
      },
    });
    expect(await lambda.invoke({})).toMatchObject({ payload: { calls: 4 } });
  });

  it("When its process exits, then the answer says so, and the next call gets a new process", async () => {
    expect(await lambda.invoke({ do: "exit" })).toEqual({
      error: {
        errorType: "Runtime.ExitError",
        errorMessage: expect.stringMatching(/Error: Runtime exited with error: exit status 3$/) as unknown,
      },
    });
    expect(await lambda.invoke({})).toMatchObject({ payload: { calls: 1 } });
  });
});

describe("Given a Lambda function with little time", () => {
  it("When it outlasts its timeout, then it is stopped, and the next call gets a new process", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lambda-function-test-"));
    const lambda = new LambdaFunction({ ...configuration, timeoutSeconds: 3 }, folder, {});
    expect(await lambda.invoke({ do: "sleep" })).toEqual({
      error: {
        errorType: "Sandbox.Timedout",
        errorMessage: expect.stringMatching(/^RequestId: [\w-]+ Error: Task timed out after 3\.00 seconds$/) as unknown,
      },
    });
    // On a busy machine a new process may not begin within the time either.
    let next = await lambda.invoke({});
    while ("error" in next && next.error.errorType === "Sandbox.Timedout") next = await lambda.invoke({});
    expect(next).toMatchObject({ payload: { calls: 1 } });
    await lambda.close();
    rmSync(folder, { recursive: true });
  });
});

describe("Given a zip without the handler", () => {
  it("When the function is called, then the answer names the handler", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lambda-function-test-"));
    const lambda = new LambdaFunction({ ...configuration, handler: "index.main" }, folder, {});
    expect(await lambda.invoke({})).toMatchObject({
      error: { errorType: "Runtime.HandlerNotFound", errorMessage: "index.main is undefined or not exported" },
    });
    await lambda.close();
    rmSync(folder, { recursive: true });
  });
});
