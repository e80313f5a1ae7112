import { XMLParser } from "fast-xml-parser";
import { randomUUID } from "node:crypto";
import { limits } from "../../../../workflow/limits";
import { contentOf, described, etagOf, opaqueEtag, xmlAnswer, type Perform, type S3Call } from "./call";
import { copySource } from "./objects";
import { S3Error, joined, slice, type Upload } from "./store";

/** All parts but the last; S3 user guide, "Amazon S3 multipart upload limits". */
const leastPartBytes = 5 * 1024 ** 2;

/** @throws S3Error NoSuchUpload */
function uploadOf({ bucket, key, query }: S3Call): { readonly id: string; readonly upload: Upload } {
  const id = query.get("uploadId") ?? "";
  const upload = bucket.uploads.get(id);
  if (upload?.key !== key) throw new S3Error("NoSuchUpload");
  return { id, upload };
}

/** @throws S3Error InvalidArgument */
function partNumberOf({ query }: S3Call): number {
  const number = Number(query.get("partNumber"));
  if (Number.isInteger(number) && number >= 1 && number <= limits.multipartParts) return number;
  throw new S3Error("InvalidArgument", `Part number must be an integer from 1 to ${limits.multipartParts}`);
}

/** CreateMultipartUpload: takes what describes the object; nothing comes along from the objects that parts are copied of. */
export const createMultipartUpload: Perform = ({ bucket, key, request: { headers } }) => {
  const UploadId = randomUUID();
  bucket.uploads.set(UploadId, { key, ...described(headers), parts: new Map() });
  return xmlAnswer("InitiateMultipartUploadResult", { Bucket: bucket.name, Key: key, UploadId });
};

/** UploadPart. */
export const uploadPart: Perform = (call) => {
  const { upload } = uploadOf(call);
  const number = partNumberOf(call);
  const content = contentOf(call.request);
  if (content.length > limits.copyObjectBytes) throw new S3Error("EntityTooLarge");
  const etag = etagOf(content);
  upload.parts.set(number, { body: { bytes: content.length, pieces: [content] }, etag });
  return { headers: { etag } };
};

/** UploadPartCopy. */
export const uploadPartCopy: Perform = (call) => {
  const { upload } = uploadOf(call);
  const number = partNumberOf(call);
  const { body, etag: sourceEtag } = copySource(call);
  const { first, last } = copyRange(call.request.headers["x-amz-copy-source-range"], body.bytes);
  if (last - first >= limits.copyObjectBytes) throw new S3Error("EntityTooLarge");
  const etag = opaqueEtag(sourceEtag, first, last);
  upload.parts.set(number, { body: slice(body, first, last), etag });
  return xmlAnswer("CopyPartResult", { ETag: etag, LastModified: new Date().toISOString() });
};

/**
 * The range that a part is copied from: `bytes=first-last` within the source, both included. UploadPartCopy.
 *
 * @throws S3Error InvalidArgument
 */
function copyRange(header: string | string[] | undefined, bytes: number) {
  if (header === undefined) return { first: 0, last: bytes - 1 };
  const [, first = NaN, last = NaN] = (/^bytes=(\d+)-(\d+)$/.exec(String(header)) ?? []).map(Number);
  if (first <= last && last < bytes) return { first, last };
  throw new S3Error("InvalidArgument", `Range specified is not valid for source object of size: ${bytes}`);
}

/** CompleteMultipartUpload: the object is there at once, and as large as its parts. */
export const completeMultipartUpload: Perform = (call) => {
  const { id, upload } = uploadOf(call);
  const { bucket, key, request } = call;
  const parts = completedParts(upload, partsListed(contentOf(request).toString("utf8")));
  const etag = opaqueEtag(...parts.map((part) => part.etag)).replace(/"$/, `-${parts.length}"`);
  const { headers, tags } = upload;
  const body = joined(parts.map((part) => part.body));
  bucket.put(key, { body, etag, headers, tags });
  bucket.uploads.delete(id);
  return xmlAnswer("CompleteMultipartUploadResult", { Bucket: bucket.name, Key: key, ETag: etag });
};

const parser = new XMLParser({
  parseTagValue: false,
  trimValues: false,
  isArray: (name) => name === "Part",
});

interface ListedPart {
  readonly PartNumber?: string;
  readonly ETag?: string;
}

/** The parts that a CompleteMultipartUpload lists. @throws S3Error MalformedXML */
function partsListed(text: string): readonly ListedPart[] {
  const { CompleteMultipartUpload: root } = parser.parse(text) as {
    readonly CompleteMultipartUpload?: { readonly Part?: readonly ListedPart[] };
  };
  if (!root?.Part) throw new S3Error("MalformedXML");
  return root.Part;
}

/** @throws S3Error InvalidPart, InvalidPartOrder, EntityTooSmall */
function completedParts({ parts }: Upload, listed: readonly ListedPart[]) {
  const numbers = listed.map(({ PartNumber }) => Number(PartNumber));
  if (numbers.some((number, index) => number <= (numbers[index - 1] ?? 0))) throw new S3Error("InvalidPartOrder");
  return listed.map(({ PartNumber, ETag = "" }, index) => {
    const part = parts.get(Number(PartNumber));
    if (part?.etag.replaceAll('"', "") !== ETag.replaceAll('"', "")) throw new S3Error("InvalidPart");
    if (part.body.bytes < leastPartBytes && index < listed.length - 1) throw new S3Error("EntityTooSmall");
    return part;
  });
}

/** AbortMultipartUpload. */
export const abortMultipartUpload: Perform = (call) => {
  call.bucket.uploads.delete(uploadOf(call).id);
  return { status: 204 };
};
