import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closeServer, urlOf } from "../../../../tools/local/endpoints/endpoint";
import { answeredBy } from "../../../../tools/local/gateway/answered-by";
import { jsonAnswer } from "../../../../tools/local/gateway/aws-error";
import { Lambda } from "../../../../tools/local/gateway/lambda";
import { localCredentials } from "../../../../tools/local/program-environment";

const code = `exports.handler = async (event) => {
  if (event.fail) throw new Error(event.fail);
  return { greeting: process.env.GREETING, pid: process.pid };
};`;

const configuration = {
  FunctionName: "hello",
  FunctionArn: "arn:aws:lambda:eu-west-1:000000000000:function:hello",
  Role: "arn:aws:iam::000000000000:role/hello",
  Handler: "index.handler",
  Timeout: 10,
  MemorySize: 128,
};

let greeting = "Hello";
let gateway: Server;
let lambda: Lambda;
const folder = mkdtempSync(join(tmpdir(), "gateway-lambda-test-"));

const client = () => {
  const endpoint = urlOf(gateway);
  return new LambdaClient({ endpoint, region: "eu-west-1", credentials: localCredentials, maxAttempts: 1 });
};

async function invoke(payload: object) {
  const { FunctionError, Payload } = await client().send(
    new InvokeCommand({ FunctionName: "hello", Payload: JSON.stringify(payload) }),
  );
  return { FunctionError, answer: JSON.parse(Payload?.transformToString() ?? "null") as Record<string, unknown> };
}

const upload = async (name: string) =>
  lambda.serve({
    service: "lambda",
    operation: "",
    method: "POST",
    url: "/2015-03-31/functions",
    headers: {},
    body: Buffer.from(
      JSON.stringify({
        FunctionName: name,
        Code: { ZipFile: Buffer.from(zipSync({ "index.js": strToU8(code) })).toString("base64") },
      }),
    ),
  });

beforeAll(async () => {
  // The emulator: it has one function, whatever is asked.
  // eslint-disable-next-line @typescript-eslint/require-await -- one shape for all that serve
  const emulator = async () => jsonAnswer({ ...configuration, Environment: { Variables: { GREETING: greeting } } });
  gateway = createServer((request, response) => {
    answeredBy([(call) => lambda.serve(call), emulator])(request, response);
  });
  gateway.listen(0, "127.0.0.1");
  await once(gateway, "listening");
  lambda = new Lambda({
    region: "eu-west-1",
    client: client(),
    folder,
    programEnvironment: () => Promise.resolve({}),
    forward: emulator,
  });
});

afterAll(async () => {
  await lambda.close();
  await closeServer(gateway);
  rmSync(folder, { recursive: true });
});

describe("Given a function that is deployed", () => {
  it("When its zip was not seen, then invoking it says so", async () => {
    await expect(invoke({})).rejects.toThrow("The code of hello was not uploaded as a zip");
  });

  it("When it is invoked, then the uploaded zip runs with the deployed environment, in one process for all calls", async () => {
    await upload("hello");
    const first = await invoke({});
    expect(first).toEqual({ FunctionError: undefined, answer: { greeting: "Hello", pid: expect.any(Number) } });
    expect(await invoke({})).toEqual(first);
  });

  it("When it throws, then the answer is its error", async () => {
    expect(await invoke({ fail: "oh no" })).toEqual({
      FunctionError: "Unhandled",
      answer: expect.objectContaining({ errorType: "Error", errorMessage: "oh no" }),
    });
  });

  it("When its configuration changes, then the next call has the new one", async () => {
    greeting = "Bonjour";
    expect((await invoke({})).answer["greeting"]).toBe("Bonjour");
  });
});
