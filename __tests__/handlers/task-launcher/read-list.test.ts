import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { readListFromS3 } from "../../../handlers/task-launcher/read-list";

const error = (status: number, code: string) => (response: ServerResponse) =>
  response.writeHead(status).end(`<Error><Code>${code}</Code><Message>no</Message></Error>`);

/** What S3 answers by path. */
const objects: Readonly<Record<string, (response: ServerResponse) => unknown>> = {
  "/lists/to%20day/%C3%A9.jsonl": (response) => response.writeHead(200, { etag: '"7"' }).end("first ü\n"),
  "/lists/windows": (response) => response.writeHead(200).end(Buffer.from("in/Stra\xdfe", "latin1")),
  "/lists/missing": error(404, "NoSuchKey"),
  "/lists/secret": error(403, "AccessDenied"),
  "/lists/cold": error(403, "InvalidObjectState"),
  "/none/list": error(404, "NoSuchBucket"),
  "/abroad/list": (response) =>
    response
      .writeHead(301, { "x-amz-bucket-region": "us-west-2" })
      .end("<Error><Code>PermanentRedirect</Code></Error>"),
  "/lists/broken": error(400, "ExpiredToken"),
  "/lists/huge": (response) => response.writeHead(200, { "content-length": 17 * 1024 ** 2 }).write("x"),
  "/lists/cut": (response) => {
    response.writeHead(200, { "content-length": 100 }).write("half");
    setTimeout(() => response.destroy(), 20);
  },
};

describe("Given S3", () => {
  const before = { ...process.env };
  const server = createServer(({ url = "" }, response) => {
    objects[url.split("?")[0] ?? ""]?.(response);
  });
  beforeAll(async () => {
    await once(server.listen(0, "127.0.0.1"), "listening");
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    });
  });
  afterAll(async () => {
    process.env = before;
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });

  it("When a list is read, then its text comes as it is, with the ETag of that version", async () => {
    const list = { text: "first ü\n", etag: '"7"' };
    await expect(readListFromS3("lists", "to day/é.jsonl")).resolves.toEqual(list);
  });

  it.each([
    ["lists", "missing", "s3://lists/missing cannot be read: there is no such object"],
    ["lists", "windows", "s3://lists/windows is not UTF-8, byte 8"],
    ["lists", "secret", "s3://lists/secret cannot be read: the launcher's role may not read it"],
    ["lists", "cold", "s3://lists/cold cannot be read: it is archived, restore it first"],
    ["none", "list", "s3://none/list cannot be read: there is no such bucket"],
    [
      "abroad",
      "list",
      "s3://abroad/list cannot be read: its bucket is in Region us-west-2, and the launcher in another: " +
        "name a bucket of the launcher's Region",
    ],
    ["lists", "huge", "s3://lists/huge has 17825792 bytes, of at most 16777216; pattern 2 takes longer lists"],
  ])("When s3://%s/%s cannot be a list, then the spec is not valid, and it says why", async (bucket, key, fault) => {
    await expect(readListFromS3(bucket, key)).rejects.toMatchObject({
      name: "InvalidWorkflowSpec",
      faults: [`taskSource: ${fault}`],
    });
  });

  it.each(["broken", "cut"])("When a read fails otherwise (%s), then it may be tried again", async (key) => {
    await expect(readListFromS3("lists", key)).rejects.not.toMatchObject({ name: "InvalidWorkflowSpec" });
  });
});
