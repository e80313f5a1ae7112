import type { ServiceAnswer } from "../../front/service-call";
import { discard, slice, streamOf } from "../body";
import { now, receiveObject, receiveText, xmlAnswer, type Operation, type S3Call } from "../call";
import { checkRead, checkWrite } from "../conditions";
import { describingHeaders, objectHeaders, taggingHeader } from "../object-headers";
import { readRange } from "../range";
import { S3Error } from "../s3-error";
import { fromXml, toXml } from "../xml";

/** PutObject. */
export const putObject: Operation = async (call) => {
  const { bucket, key, request } = call;
  const described = { headers: describingHeaders(request.headers), tags: taggingHeader(request.headers) };
  checkWrite(bucket.find(key), request.headers);
  const { body, etag, checksums } = await receiveObject(call);
  // Another writer may have been faster while the body arrived.
  try {
    checkWrite(bucket.find(key), request.headers);
  } catch (error) {
    await discard(body);
    throw error;
  }
  bucket.put(key, { ...described, body, etag, checksums, lastModified: now() });
  return { headers: { etag, ...checksums } };
};

/** GetObject and HeadObject: the latter's body is left out by HTTP. */
export const getObject: Operation = ({ bucket, key, request: { headers, method } }): Partial<ServiceAnswer> => {
  const object = bucket.get(key);
  checkRead(object, headers);
  const { bytes } = object.body;
  const range = readRange(headers.range, bytes);
  const body = range ? slice(object.body, range.first, range.last) : object.body;
  const wantsChecksum = headers["x-amz-checksum-mode"] === "ENABLED" && !range;
  return {
    status: range ? 206 : 200,
    headers: {
      ...objectHeaders(object),
      ...(wantsChecksum ? object.checksums : {}),
      "content-length": body.bytes,
      ...(range ? { "content-range": `bytes ${range.first}-${range.last}/${bytes}` } : {}),
    },
    body: method === "HEAD" ? "" : streamOf(body),
  };
};

/** DeleteObject: answers 204 whether or not there was one. */
export const deleteObject: Operation = ({ bucket, key }) => {
  bucket.delete(key);
  return { status: 204 };
};

/** DeleteObjects: "a list of up to 1,000 keys". */
export const deleteObjects: Operation = async (call: S3Call) => {
  const { Object: objects = [], Quiet } = fromXml(await receiveText(call), "Delete") as {
    readonly Object?: readonly { readonly Key?: string }[];
    readonly Quiet?: string;
  };
  const keys = objects.map(({ Key }) => Key);
  if (keys.length === 0 || keys.length > 1_000 || keys.some((key) => !key)) throw new S3Error("MalformedXML");
  for (const key of keys) call.bucket.delete(String(key));
  const Deleted = Quiet === "true" ? [] : keys.map((Key) => ({ Key }));
  return xmlAnswer(toXml("DeleteResult", { Deleted }));
};

/** HeadBucket. */
export const headBucket: Operation = () => ({});
