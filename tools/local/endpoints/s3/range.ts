import { S3Error } from "./s3-error";

/** A stretch of an object, both ends included. */
interface Range {
  readonly first: number;
  readonly last: number;
}

/**
 * The one range of a `Range` header; RFC 9110, "Range Requests": what is no such header is passed over. S3 API reference,
 * GetObject: "Amazon S3 doesn't support retrieving multiple ranges of data per GET request."
 *
 * @throws S3Error InvalidRange
 */
export function readRange(header: string | undefined, bytes: number): Range | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (first === undefined || last === undefined || (first === "" && last === "")) return undefined;
  const range =
    first === ""
      ? { first: Math.max(0, bytes - Number(last)), last: bytes - 1 }
      : { first: Number(first), last: last === "" ? bytes - 1 : Math.min(Number(last), bytes - 1) };
  if (last !== "" && first !== "" && Number(last) < Number(first)) return undefined;
  if (range.first >= bytes) throw new S3Error("InvalidRange");
  return range;
}

/**
 * The range that a part is copied from: `bytes=first-last` within the source. UploadPartCopy.
 *
 * @throws S3Error InvalidArgument
 */
export function copyRange(header: string | undefined, bytes: number): Range {
  if (header === undefined) return { first: 0, last: bytes - 1 };
  const [, first = NaN, last = NaN] = (/^bytes=(\d+)-(\d+)$/.exec(header) ?? []).map(Number);
  if (first <= last && last < bytes) return { first, last };
  throw new S3Error("InvalidArgument", `Range specified is not valid for source object of size: ${bytes}`);
}
