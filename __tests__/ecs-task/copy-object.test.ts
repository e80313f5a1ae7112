import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCopyCommand,
  type CompletedPart,
} from "@aws-sdk/client-s3";
import { ConfiguredRetryStrategy } from "@smithy/core/retry";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { partRanges } from "../../ecs-task/copy-in-parts";
import { copyObject, createS3Client, timeouts } from "../../ecs-task/copy-object";
import { startS3Lab } from "../support/s3-lab";
import { startScriptedS3, type ScriptedS3 } from "../support/scripted-s3";

const mebibyte = 1024 ** 2;
const gibibyte = 1024 ** 3;
const copy = { bucket: "kit-bucket", key: "in/a b+c%", destinationKey: "in/a b+c%_1" };
const source = "kit-bucket/in/a%20b%2Bc%25";
const destination = "/kit-bucket/in/a%20b%2Bc%25_1";
const head = (bytes: number) => ({
  "content-length": String(bytes),
  "content-type": "text/x-test",
  "cache-control": "no-store",
  "x-amz-meta-a": "b",
  etag: '"source"',
});

let s3: ScriptedS3;
afterEach(() => s3.close());
const operations = () => s3.calls.map(({ operation }) => operation);
const never = new AbortController().signal;

describe("Given an object of 5 GiB", () => {
  beforeEach(async () => {
    s3 = await startScriptedS3(head(5 * gibibyte));
  });

  it("When it is copied, then one CopyObject does it, of the very version that HeadObject saw", async () => {
    await copyObject(s3.client, copy, never);

    expect(s3.calls.map(({ operation, path, headers }) => ({ operation, path, headers }))).toEqual([
      { operation: "HeadObject", path: "/kit-bucket/in/a%20b%2Bc%25", headers: {} },
      {
        operation: "CopyObject",
        path: destination,
        headers: { "x-amz-copy-source": source, "x-amz-copy-source-if-match": '"source"' },
      },
    ]);
  });

  it.each([
    ["CopyObject", 412, "PreconditionFailed", "the object changed while it was copied (PreconditionFailed)"],
    ["CopyObject", 400, "InvalidRequest", "InvalidRequest: no"],
    ["HeadObject", 404, "", "the object does not exist (404)"],
    ["HeadObject", 403, "", "the task's role may not read it (403)"],
    ["HeadObject", 503, "", "503: UnknownError"],
    [
      "HeadObject",
      400,
      "",
      "S3 takes no request for this key (400); more ../ than folders before them, for example, are no key",
    ],
  ])("When S3 answers %s with %d %s, then the error says: %s", async (operation, status, code, explanation) => {
    s3.fail(operation, status, code);
    const message = `s3://kit-bucket/in/a b+c% was not copied: ${explanation}`;
    await expect(copyObject(s3.client, copy, never)).rejects.toMatchObject({ name: "CopyFailed", message });
  });

  it("When the task must stop, then the copy ends with that reason", async () => {
    const reason = new Error("stop");
    await expect(copyObject(s3.client, copy, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(operations()).toEqual([]);
  });
});

describe("Given an object above 5 GiB", () => {
  const bytes = 5 * gibibyte + 1;
  beforeEach(async () => {
    s3 = await startScriptedS3(head(bytes));
  });

  it("When it is copied, then in parts of the same version that make up the whole, and what describes it", async () => {
    await copyObject(s3.client, copy, never);

    const [, create, ...rest] = s3.calls;
    // Several are on their way at once: they arrive in any order.
    const parts = rest.filter(({ part }) => part > 0).toSorted((left, right) => left.part - right.part);
    expect(create?.headers).toEqual({
      "content-type": "text/x-test",
      "cache-control": "no-store",
      "x-amz-meta-a": "b",
    });
    expect(parts.map(({ headers }) => headers)).toEqual(
      partRanges(bytes).map((range) => ({
        "x-amz-copy-source": source,
        "x-amz-copy-source-if-match": '"source"',
        "x-amz-copy-source-range": range,
      })),
    );
    const completed = parts.map((_, index) => `<PartNumber>${index + 1}</PartNumber>`);
    const complete = rest.at(-1);
    expect([complete?.operation, complete?.path]).toEqual(["CompleteMultipartUpload", destination]);
    expect(complete?.body.match(/<PartNumber>\d+<\/PartNumber>/g)).toEqual(completed);
    expect(complete?.body.match(/part-\d+/g)).toEqual(parts.map((_, index) => `part-${index + 1}`));
  });

  it("When a part fails, then the upload is aborted and no more parts are asked for", async () => {
    s3.fail("UploadPartCopy", 412, "PreconditionFailed", 2);

    await expect(copyObject(s3.client, copy, never)).rejects.toMatchObject({ name: "CopyFailed" });
    expect(operations()).toContain("AbortMultipartUpload");
    expect(operations()).not.toContain("CompleteMultipartUpload");
    expect(operations().filter((operation) => operation === "UploadPartCopy").length).toBeLessThan(21);
  });

  it("When even the abort fails, then the error still tells of the part", async () => {
    s3.fail("UploadPartCopy", 403, "AccessDenied");
    s3.fail("AbortMultipartUpload", 500, "InternalError");

    const message = "s3://kit-bucket/in/a b+c% was not copied: AccessDenied: no";
    await expect(copyObject(s3.client, copy, never)).rejects.toMatchObject({ name: "CopyFailed", message });
  });
});

describe("Given the size of an object", () => {
  it.each([
    [1, 1, "bytes=0-0"],
    [256 * mebibyte, 1, "bytes=0-268435455"],
    [256 * mebibyte + 1, 2, "bytes=268435456-268435456"],
    [5 * 1024 * gibibyte, 10_000, "bytes=5497008384186-5497558138879"],
  ])("When %d bytes are cut into parts, then there are %d and the last is %s", (bytes, count, last) => {
    const ranges = partRanges(bytes);
    expect([ranges.length, ranges.at(-1)]).toEqual([count, last]);
  });
});

describe("Given the local S3", () => {
  const bucket = "bucket";
  let lab: Awaited<ReturnType<typeof startS3Lab>>;
  beforeEach(async () => {
    s3 = await startScriptedS3({});
    lab = await startS3Lab();
  });
  afterEach(() => lab.close());

  /** An object of 24 times 240 MiB, made of copies of one of 6 MiB. */
  async function putLargeObject(): Promise<void> {
    const made = async (Key: string, from: string, times: number, described: object = {}) => {
      const { UploadId } = await lab.client.send(
        new CreateMultipartUploadCommand({ Bucket: bucket, Key, ...described }),
      );
      const Parts: CompletedPart[] = [];
      for (let PartNumber = 1; PartNumber <= times; PartNumber += 1) {
        const part = { Bucket: bucket, Key, UploadId, PartNumber, CopySource: `${bucket}/${from}` };
        const { CopyPartResult } = await lab.client.send(new UploadPartCopyCommand(part));
        Parts.push({ PartNumber, ETag: CopyPartResult?.ETag });
      }
      await lab.client.send(
        new CompleteMultipartUploadCommand({ Bucket: bucket, Key, UploadId, MultipartUpload: { Parts } }),
      );
    };
    await lab.client.send(new PutObjectCommand({ Bucket: bucket, Key: "small", Body: Buffer.alloc(6 * mebibyte) }));
    await made("middle", "small", 40);
    const Expires = new Date("2030-01-01T00:00:00Z");
    await made("large", "middle", 24, {
      Expires,
      Tagging: "team=a%20b&x=%26",
      Metadata: { a: "b" },
      ContentType: "text/x",
    });
  }

  it("When an object above 5 GiB is copied, then its copy has the same size, metadata, time of expiry and tags", async () => {
    await putLargeObject();
    await copyObject(lab.client, { bucket, key: "large", destinationKey: "copy" }, never);
    const described = async (Key: string) => {
      const { ContentLength, ContentType, ExpiresString, Metadata } = await lab.client.send(
        new HeadObjectCommand({ Bucket: bucket, Key }),
      );
      const { TagSet } = await lab.client.send(new GetObjectTaggingCommand({ Bucket: bucket, Key }));
      return { ContentLength, ContentType, ExpiresString, Metadata, TagSet };
    };
    expect(await described("copy")).toEqual({
      ContentLength: 24 * 240 * mebibyte,
      ContentType: "text/x",
      ExpiresString: "Tue, 01 Jan 2030 00:00:00 GMT",
      Metadata: { a: "b" },
      TagSet: [
        { Key: "team", Value: "a b" },
        { Key: "x", Value: "&" },
      ],
    });
  });

  it("When the bucket is in another Region, then the error names it", async () => {
    await expect(copyObject(lab.client, { bucket: "abroad", key: "a", destinationKey: "b" }, never)).rejects.toThrow(
      "s3://abroad/a was not copied: the bucket is in Region us-west-2, and the task in another (301)",
    );
  });
});

describe("Given the task's client", () => {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const listening = async (answer: (response: ServerResponse) => void) => {
    const server = createServer((_request, response) => {
      answer(response);
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const close = () => {
      server.closeAllConnections();
      server.close();
    };
    return { endpoint, close };
  };
  beforeEach(async () => {
    s3 = await startScriptedS3({});
  });

  it("When S3 is silent, then the call ends with an error instead of never", async () => {
    const { endpoint, close } = await listening(() => undefined);
    const requestHandler = { ...timeouts, requestTimeout: 50 };
    const client = createS3Client("eu-west-1", { endpoint, credentials, maxAttempts: 1, requestHandler });
    await expect(copyObject(client, copy, never)).rejects.toThrow(/was not copied: .*TimeoutError/);
    close();
  });

  it("When S3 answers 503 seven times, then the copy is made by the eighth", async () => {
    let calls = 0;
    const { endpoint, close } = await listening((response) => {
      calls += 1;
      if (calls <= 7) response.writeHead(503).end("<Error><Code>SlowDown</Code><Message>no</Message></Error>");
      else response.writeHead(200, { etag: '"x"' }).end("<CopyObjectResult><ETag>x</ETag></CopyObjectResult>");
    });
    const retryStrategy = new ConfiguredRetryStrategy(await createS3Client("eu-west-1").config.maxAttempts(), 1);
    const client = createS3Client("eu-west-1", { endpoint, credentials, retryStrategy });
    await copyObject(client, copy, never);
    expect(calls).toBe(9);
    close();
  });
});
