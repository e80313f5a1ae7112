import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
  type CompletedPart,
} from "@aws-sdk/client-s3";
import { refusalOf, startS3Lab } from "../../../support/s3-lab";

let lab: Awaited<ReturnType<typeof startS3Lab>>;
beforeAll(async () => {
  lab = await startS3Lab();
});
afterAll(() => lab.close());

const mebibyte = 1024 ** 2;
const object = { Bucket: "bucket", Key: "whole" };
const begin = async () =>
  (await lab.client.send(new CreateMultipartUploadCommand({ ...object, Tagging: "a=b" }))).UploadId;
const part = async (UploadId: string | undefined, PartNumber: number, Body: Buffer): Promise<CompletedPart> => ({
  PartNumber,
  ETag: (await lab.client.send(new UploadPartCommand({ ...object, UploadId, PartNumber, Body }))).ETag,
});
const copied = async (UploadId: string | undefined, PartNumber: number, CopySourceRange: string) => {
  const input = { ...object, UploadId, PartNumber, CopySource: "bucket/source", CopySourceRange };
  return { PartNumber, ETag: (await lab.client.send(new UploadPartCopyCommand(input))).CopyPartResult?.ETag };
};
const complete = (UploadId: string | undefined, Parts: CompletedPart[]) =>
  lab.client.send(new CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload: { Parts } }));

describe("Given a multipart upload", () => {
  beforeAll(() =>
    lab.client.send(new PutObjectCommand({ ...object, Key: "source", Body: Buffer.alloc(6 * mebibyte, "abcdef") })),
  );

  it("When its parts are sent in any order and copied from another object, then the whole is they in their order", async () => {
    const id = await begin();
    const last = await part(id, 9, Buffer.from("end"));
    const second = await copied(id, 5, `bytes=${mebibyte}-${6 * mebibyte - 1}`);
    const first = await part(id, 1, Buffer.alloc(5 * mebibyte, "1"));
    const { ETag } = await complete(id, [first, second, last]);
    const text = (await lab.text("whole")) ?? "";
    const source = "abcdef".repeat(mebibyte).slice(mebibyte);
    expect(text === "1".repeat(5 * mebibyte) + source + "end").toBe(true);
    expect([ETag?.endsWith('-3"'), await lab.hasTags("bucket", "whole")]).toEqual([true, true]);
    expect(await refusalOf(complete(id, [first]))).toEqual(["NoSuchUpload", 404]);
  });

  it("When it cannot be completed as it is, then S3 says why, and the upload goes on", async () => {
    const id = await begin();
    const [small, next] = [await part(id, 1, Buffer.from("small")), await part(id, 2, Buffer.from("next"))];
    expect(await refusalOf(complete(id, [small, next]))).toEqual(["EntityTooSmall", 400]);
    expect(await refusalOf(complete(id, [next, small]))).toEqual(["InvalidPartOrder", 400]);
    expect(await refusalOf(complete(id, [{ ...small, ETag: '"x"' }]))).toEqual(["InvalidPart", 400]);
    expect(await refusalOf(copied(id, 3, `bytes=0-${6 * mebibyte}`))).toEqual(["InvalidArgument", 400]);
    expect(await refusalOf(part(id, 10_001, Buffer.from("x")))).toEqual(["InvalidArgument", 400]);
    await lab.client.send(new AbortMultipartUploadCommand({ ...object, UploadId: id }));
    expect(await refusalOf(part(id, 1, Buffer.from("x")))).toEqual(["NoSuchUpload", 404]);
  });

  it("When the whole is above 5 GiB, then CopyObject refuses it", async () => {
    const doubled = async (Key: string, from: string, times: number, bytes: number) => {
      const { UploadId } = await lab.client.send(new CreateMultipartUploadCommand({ Bucket: "bucket", Key }));
      const Parts = await Promise.all(
        Array.from({ length: times }, async (_, index) => {
          const input = { Bucket: "bucket", Key, UploadId, PartNumber: index + 1, CopySource: `bucket/${from}` };
          return {
            PartNumber: index + 1,
            ETag: (await lab.client.send(new UploadPartCopyCommand(input))).CopyPartResult?.ETag,
          };
        }),
      );
      await lab.client.send(
        new CompleteMultipartUploadCommand({ Bucket: "bucket", Key, UploadId, MultipartUpload: { Parts } }),
      );
      const { ContentLength } = await lab.client.send(new HeadObjectCommand({ Bucket: "bucket", Key }));
      expect(ContentLength).toBe(bytes);
    };
    await doubled("large", "source", 40, 240 * mebibyte);
    await doubled("huge", "large", 24, 24 * 240 * mebibyte);
    const copy = new CopyObjectCommand({ ...object, CopySource: "bucket/huge" });
    expect(await refusalOf(lab.client.send(copy))).toEqual(["InvalidRequest", 400]);
  });
});
