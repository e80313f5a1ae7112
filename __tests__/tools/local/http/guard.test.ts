import { request as httpRequest } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { startDynamodbEndpoint } from "../../../../tools/local/endpoints/dynamodb";
import { startEcsEndpoint } from "../../../support/ecs-endpoint";
import { firstOf, startLocalServer } from "../../../../tools/local/http/local-server";
import { SynthesizedStack } from "../../../../tools/local/terraform/synthesized-stack";
import { startS3Lab } from "../../../support/s3-lab";

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request as it is given, its host included. */
const send = (url: string, { method = "GET", path = "/", headers = {} }: Sent) =>
  new Promise<readonly [status: number, headers: Readonly<Record<string, unknown>>, body: string]>(
    (resolve, reject) => {
      const { hostname, port } = new URL(url);
      httpRequest({ hostname, port, method, path, headers }, (response) => {
        text(response).then((body) => {
          resolve([response.statusCode ?? 0, response.headers, body]);
        }, reject);
      })
        .on("error", reject)
        .end();
    },
  );

describe("Given a local server", () => {
  let reached = 0;
  let server: Awaited<ReturnType<typeof startLocalServer>>;
  beforeAll(async () => {
    server = await startLocalServer(() => {
      reached += 1;
      return Promise.resolve({ status: 200, headers: {}, body: "served" });
    });
  });
  beforeEach(() => {
    reached = 0;
  });
  afterAll(() => server.close());
  const port = () => new URL(server.url).port;

  it.each([
    ["its address", "127.0.0.1"],
    ["localhost", "localhost"],
    ["an account before its address", "000000000000.127.0.0.1"],
    ["a bucket before localhost", "bucket.s3.localhost"],
  ])("When a program of this machine calls it by %s, itself or as a proxy, then it answers", async (_name, name) => {
    const host = `${name}:${port()}`;
    expect((await send(server.url, { headers: { host } }))[2]).toBe("served");
    expect((await send(server.url, { headers: { host }, path: `http://${host}/v20180820/tags/arn` }))[2]).toBe(
      "served",
    );
  });

  it.each([
    ["a page of another origin", { headers: { origin: "http://evil.example" } }],
    ["a page without an origin", { headers: { origin: "null" } }],
    ["a page of the same machine", { headers: { origin: "http://127.0.0.1:1" } }],
    ["an image in a page of another site", { headers: { "sec-fetch-site": "cross-site" } }],
    ["an image in a page of another port", { headers: { "sec-fetch-site": "same-site" } }],
    ["a preflight", { method: "OPTIONS" }],
    ["a name that was made to lead here", { headers: { host: "evil.example" } }],
    ["such a name with the right port", { headers: { host: "evil.example:PORT" } }],
    ["a name that only looks like the address", { headers: { host: "127.0.0.1.evil.example:PORT" } }],
    ["another port of this machine", { headers: { host: "127.0.0.1:1" } }],
    ["a foreign address, as to a proxy", { path: "http://evil.example/", headers: { host: "127.0.0.1:PORT" } }],
  ])(
    "When %s sends something, then it is refused with 403, and nothing tells a browser to let it through",
    async (_name, sent: Sent) => {
      const headers = Object.fromEntries(
        Object.entries(sent.headers ?? {}).map(([name, value]) => [name, value.replace("PORT", port())]),
      );
      const [status, answered] = await send(server.url, { ...sent, headers });
      const allowed = Object.keys(answered).filter((name) => name.startsWith("access-control-"));
      expect([status, allowed, reached]).toEqual([403, [], 0]);
    },
  );
});

describe("Given a client that is gone before its answer is there", () => {
  it("When the answer is given, then the others are served all the same", async () => {
    const leaving = new AbortController();
    const server = await startLocalServer(async () => {
      if (!leaving.signal.aborted) {
        leaving.abort();
        await setTimeout(100);
      }
      return { status: 200, headers: {}, body: "served" };
    });
    await expect(fetch(server.url, { signal: leaving.signal })).rejects.toThrow("abort");
    await setTimeout(200);
    expect((await send(server.url, { headers: { host: new URL(server.url).host } }))[2]).toBe("served");
    await server.close();
  });
});

describe("Given each server of a local run", () => {
  it("When a web page calls it, then it refuses", async () => {
    const region = "eu-west-1";
    const stack = new SynthesizedStack({ provider: { aws: [{ region }] }, resource: {} }, "");
    const s3 = await startS3Lab();
    const runner = () => ({ ended: Promise.resolve(0), stop: () => undefined, kill: () => undefined });
    const servers = {
      s3,
      dynamodb: await startDynamodbEndpoint(stack),
      ecs: await startEcsEndpoint({ registry: { clusterNames: [], taskDefinitions: [] }, runner: runner as never }),
      gateway: await startLocalServer(firstOf([])),
    };
    const statuses = Object.entries(servers).map(async ([name, { url }]) => {
      const page = { origin: "http://evil.example" };
      const sent = [
        { headers: page },
        { method: "POST", headers: page },
        { method: "OPTIONS" },
        { headers: { host: "evil.example" } },
      ];
      return [name, ...(await Promise.all(sent.map((one) => send(url, one)))).map(([status]) => status)];
    });
    expect(await Promise.all(statuses)).toEqual(Object.keys(servers).map((name) => [name, 403, 403, 403, 403]));
    for (const server of Object.values(servers).reverse()) await server.close();
  });
});
