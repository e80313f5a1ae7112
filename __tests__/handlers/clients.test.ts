import { ListTasksCommand } from "@aws-sdk/client-ecs";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createECSClient, requestHandler } from "../../handlers/clients";

describe("Given a service that takes a call and is silent", () => {
  let silent: Server;
  const environment = process.env;
  beforeEach(async () => {
    silent = createServer(() => undefined);
    await once(silent.listen(0, "127.0.0.1"), "listening");
    process.env = {
      ...environment,
      AWS_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_ENDPOINT_URL_ECS: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
    };
  });
  afterEach(async () => {
    process.env = environment;
    silent.closeAllConnections();
    await once(silent.close(), "close");
  });

  it("When a function calls it, then the call ends with an error: the SDK alone would only warn", async () => {
    jest.replaceProperty(requestHandler, "requestTimeout", 100);
    const client = createECSClient(1);
    await expect(client.send(new ListTasksCommand({}))).rejects.toMatchObject({ name: "TimeoutError" });
    client.destroy();
  });
});
