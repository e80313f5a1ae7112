import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { firstOf, startLocalServer, type Endpoint } from "../../../../tools/local/http/local-server";
import { invocations } from "../../../../tools/local/gateway/gateway";
import type { FunctionConfiguration } from "../../../../tools/local/lambda/lambda-function";
import { Functions } from "../../../../tools/local/lambda/functions";
import { localCredentials } from "../../../../tools/local/program-environment";

const code = `exports.handler = async (event) => {
  if (event.fail) throw new Error(event.fail);
  return { greeting: process.env.GREETING, pid: process.pid };
};`;

const configuration: FunctionConfiguration = {
  name: "hello",
  arn: "arn:aws:lambda:eu-west-1:000000000000:function:hello",
  roleArn: "arn:aws:iam::000000000000:role/hello",
  handler: "index.handler",
  timeoutSeconds: 10,
  memorySizeMb: 128,
  environment: { GREETING: "Hello" },
  subnetIds: [],
  logGroupName: "/aws/lambda/hello",
  zip: undefined,
};

const folder = mkdtempSync(join(tmpdir(), "gateway-lambda-test-"));
const deployed = { functions: [configuration], refresh: () => Promise.resolve() };
const functions = new Functions(deployed, folder, () => ({}));
const deploy = (change: Partial<FunctionConfiguration>) => {
  deployed.functions = deployed.functions.map((one) => ({ ...one, ...change }));
};
let gateway: Endpoint;

async function invoke(payload: object, FunctionName = "hello") {
  const common = { region: "eu-west-1", credentials: localCredentials, maxAttempts: 1 };
  const client = new LambdaClient({ ...common, endpoint: gateway.url });
  const { FunctionError, Payload } = await client.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload) }),
  );
  return { FunctionError, answer: JSON.parse(Payload?.transformToString() ?? "null") as Record<string, unknown> };
}

beforeAll(async () => {
  gateway = await startLocalServer(firstOf([invocations(functions)]));
});

afterAll(async () => {
  await functions.close();
  await gateway.close();
  rmSync(folder, { recursive: true });
});

describe("Given a function that is deployed", () => {
  it("When its zip was not seen, then invoking it says so", async () => {
    await expect(invoke({})).rejects.toThrow("The code of hello was not uploaded as a zip");
  });

  it("When it is invoked, then the uploaded zip runs with the deployed environment, in one process for all calls", async () => {
    deploy({ zip: zipSync({ "index.js": strToU8(code) }) });
    const first = await invoke({});
    expect(first).toEqual({ FunctionError: undefined, answer: { greeting: "Hello", pid: expect.any(Number) } });
    expect(await invoke({}, configuration.arn)).toEqual(first);
  });

  it("When it throws, then the answer is its error", async () => {
    expect(await invoke({ fail: "oh no" })).toEqual({
      FunctionError: "Unhandled",
      answer: expect.objectContaining({ errorType: "Error", errorMessage: "oh no" }),
    });
  });

  it("When its configuration changes, then the next call has the new one", async () => {
    deploy({ environment: { GREETING: "Bonjour" } });
    expect((await invoke({})).answer["greeting"]).toBe("Bonjour");
  });

  it("When another one is invoked, then there is none", async () => {
    await expect(invoke({}, "other")).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      $metadata: { httpStatusCode: 404 },
    });
  });
});
