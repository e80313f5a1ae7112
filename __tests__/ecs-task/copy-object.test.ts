import { partRanges } from "../../ecs-task/copy-in-parts";
import { copyObject } from "../../ecs-task/copy-object";
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
