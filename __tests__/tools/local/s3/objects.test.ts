import {
  CopyObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  type GetObjectCommandInput,
  type PutObjectCommandInput,
} from "@aws-sdk/client-s3";
import { Readable } from "node:stream";
import { refusalOf, startS3Lab } from "../../../support/s3-lab";

let lab: Awaited<ReturnType<typeof startS3Lab>>;
beforeAll(async () => {
  lab = await startS3Lab();
});
afterAll(() => lab.close());

const object = { Bucket: "bucket", Key: "in/a" };
const put = (input: Partial<PutObjectCommandInput> = {}) =>
  lab.client.send(new PutObjectCommand({ ...object, Body: "0123456789", ...input }));
const get = (input: Partial<GetObjectCommandInput> = {}) =>
  lab.client.send(new GetObjectCommand({ ...object, ...input }));
const large = Buffer.alloc(20 * 1024 ** 2, "0123456789");

describe("Given an object", () => {
  beforeEach(() =>
    put({ ContentType: "text/x-test", Metadata: { a: "b" }, Tagging: "team=a%20b", Expires: new Date(0) }),
  );

  it("When it is read, then it comes with all that describes it", async () => {
    const { Body, $metadata, LastModified, ...described } = await get();
    expect([await Body?.transformToString(), described]).toEqual([
      "0123456789",
      {
        AcceptRanges: "bytes",
        ContentLength: 10,
        ContentType: "text/x-test",
        ETag: '"781e5e245d69b566979b86e28d23f2c7"',
        Expires: new Date(0),
        ExpiresString: new Date(0).toUTCString(),
        Metadata: { a: "b" },
        TagCount: 1,
      },
    ]);
    expect([$metadata.httpStatusCode, LastModified]).toEqual([200, expect.any(Date)]);
  });

  it.each([
    ["bytes=2-4", "234", "bytes 2-4/10"],
    ["bytes=7-", "789", "bytes 7-9/10"],
    ["bytes=-2", "89", "bytes 8-9/10"],
    ["bytes=8-99", "89", "bytes 8-9/10"],
    ["lines=1-2", "0123456789", undefined],
  ])("When %s of it is read, then that comes", async (Range, text, ContentRange) => {
    const got = await get({ Range });
    expect([await got.Body?.transformToString(), got.ContentRange]).toEqual([text, ContentRange]);
  });

  it.each([
    ["a range behind its end", { Range: "bytes=10-" }, ["InvalidRange", 416]],
    ["If-Match of another", { IfMatch: '"x"' }, ["PreconditionFailed", 412]],
    ["If-None-Match, which nothing here says", { IfNoneMatch: '"x"' }, ["NotImplemented", 501]],
    ["If-Modified-Since, which nothing here says", { IfModifiedSince: new Date(0) }, ["NotImplemented", 501]],
    ["another key", { Key: "in/b" }, ["NoSuchKey", 404]],
    ["another bucket", { Bucket: "missing" }, ["NoSuchBucket", 404]],
  ])("When it is asked for with %s, then S3 answers as documented", async (_name, input, refusal) => {
    expect(await refusalOf(get(input))).toEqual(refusal);
  });

  it.each([{ IfNoneMatch: "*" }, { IfMatch: '"781e5e245d69b566979b86e28d23f2c7"' }])(
    "When it is put anew on the condition %j, which nothing here says, then S3 says that it cannot",
    async (condition) => {
      expect(await refusalOf(put({ ...condition, Body: "new" }))).toEqual(["NotImplemented", 501]);
      await expect(lab.text("in/a")).resolves.toBe("0123456789");
    },
  );

  it("When it is copied, then metadata and tags come along, unless others are given", async () => {
    const CopySource = "bucket/in/a";
    await lab.client.send(new CopyObjectCommand({ ...object, Key: "copy", CopySource }));
    await lab.client.send(
      new CopyObjectCommand({
        ...object,
        Key: "other",
        CopySource: `/${CopySource}`,
        MetadataDirective: "REPLACE",
        Metadata: { c: "d" },
        TaggingDirective: "REPLACE",
        Tagging: "",
      }),
    );
    const headOf = async (Key: string) => {
      const { ContentType, Metadata, ExpiresString, TagCount } = await lab.client.send(
        new HeadObjectCommand({ ...object, Key }),
      );
      return { ContentType, Metadata, ExpiresString, TagCount, hasTags: await lab.hasTags("bucket", Key) };
    };
    expect([await headOf("copy"), await headOf("other")]).toEqual([
      {
        ContentType: "text/x-test",
        Metadata: { a: "b" },
        ExpiresString: new Date(0).toUTCString(),
        TagCount: 1,
        hasTags: true,
      },
      { ContentType: "binary/octet-stream", Metadata: { c: "d" }, hasTags: false },
    ]);
  });

  it.each([
    ["of another version", { CopySourceIfMatch: '"x"' }, ["PreconditionFailed", 412]],
    ["of what is not there", { CopySource: "bucket/missing" }, ["NoSuchKey", 404]],
    ["to itself", { Key: "in/a" }, ["InvalidRequest", 400]],
  ])("When a copy is asked for %s, then it is refused", async (_name, input, refusal) => {
    const copy = new CopyObjectCommand({ ...object, Key: "copy", CopySource: "bucket/in/a", ...input });
    expect(await refusalOf(lab.client.send(copy))).toEqual(refusal);
  });

  it("When it is put with other tags, then they take the place of all it had; more than ten are refused", async () => {
    const tagged = (count: number) =>
      put({ Tagging: Array.from({ length: count }, (_, index) => `k${index}%20%3C%26%3E=%C3%A9`).join("&") });
    await tagged(1);
    const { TagSet } = await lab.client.send(new GetObjectTaggingCommand(object));
    expect(TagSet).toEqual([{ Key: "k0 <&>", Value: "é" }]);
    expect(await refusalOf(tagged(11))).toEqual(["InvalidTag", 400]);
  });
});

describe("Given a body of 20 MiB", () => {
  it("When it is put whole or as a stream in chunks, then every stretch of it is right", async () => {
    await put({ Key: "whole", Body: large });
    await put({
      Key: "stream",
      Body: Readable.from([large.subarray(0, 7), large.subarray(7)]),
      ContentLength: large.length,
    });
    for (const Key of ["whole", "stream"]) {
      const bytes = await (await get({ Key })).Body?.transformToByteArray();
      expect(large.equals(Buffer.from(bytes ?? []))).toBe(true);
      const { Body } = await get({ Key, Range: `bytes=1048573-1048578` });
      await expect(Body?.transformToString()).resolves.toBe("345678");
    }
  });
});

describe("Given a bucket in another Region than the client", () => {
  it("When it is called, then S3 answers 301 and names the Region", async () => {
    const call = lab.client.send(new HeadObjectCommand({ ...object, Bucket: "abroad" }));
    await expect(call).rejects.toMatchObject({
      $metadata: { httpStatusCode: 301 },
      $response: { headers: { "x-amz-bucket-region": "us-west-2" } },
    });
    expect(await refusalOf(put({ Bucket: "abroad" }))).toEqual(["PermanentRedirect", 301]);
    const credentials = await lab.client.config.credentials();
    const there = new S3Client({ endpoint: lab.url, region: "us-west-2", credentials });
    await there.send(new PutObjectCommand({ ...object, Bucket: "abroad", Body: "a" }));
    there.destroy();
  });
});

describe("Given a client that is none", () => {
  it("When it posts a form, breaks off or sends nonsense, then the others are served all the same", async () => {
    const form = new FormData();
    form.set("file", new Blob([large.subarray(0, 1_000)]), "a.bin");
    const posted = await fetch(`${lab.url}/bucket`, { method: "POST", body: form });
    expect([posted.status, await posted.text()]).toEqual([501, expect.stringContaining("<Code>NotImplemented</Code>")]);
    const malformed = await fetch(`${lab.url}/bucket/%E4`, { method: "PUT", body: "x" });
    expect([malformed.status, await malformed.text()]).toEqual([
      400,
      expect.stringContaining("<Code>InvalidURI</Code>"),
    ]);
    const broken = new AbortController();
    const stream = new ReadableStream({
      start: (controller) => {
        controller.enqueue(large.subarray(0, 1024 ** 2));
        setTimeout(() => {
          broken.abort();
        }, 50);
      },
    });
    const sent = fetch(`${lab.url}/bucket/broken`, {
      method: "PUT",
      body: stream,
      duplex: "half",
      signal: broken.signal,
    });
    await expect(sent).rejects.toThrow("abort");
    await put();
    await expect(lab.text("in/a")).resolves.toBe("0123456789");
    expect(await refusalOf(get({ Key: "broken" }))).toEqual(["NoSuchKey", 404]);
  });
});
