import type { IncomingHttpHeaders } from "node:http";
import { S3Error } from "./s3-error";
import type { StoredObject } from "./store";

const bare = (etag: string): string => etag.replace(/^"|"$/g, "");

const names = (value: string, etag: string | undefined): boolean =>
  etag !== undefined && (value.trim() === "*" || value.split(",").some((each) => bare(each.trim()) === bare(etag)));

const isAfter = (date: Date, value: string): boolean => date.getTime() > Date.parse(value);

/**
 * The conditions of a read. S3 API reference, GetObject: If-Match stands above If-Unmodified-Since, If-None-Match above
 * If-Modified-Since.
 *
 * @param prefix of the headers' names: of a copy's source they have one
 * @param unchanged what is thrown when the object is as the client knows it: NotModified, for a copy PreconditionFailed
 * @throws S3Error
 */
export function checkRead(
  { etag, lastModified }: StoredObject,
  headers: IncomingHttpHeaders,
  prefix = "",
  unchanged: "NotModified" | "PreconditionFailed" = "NotModified",
): void {
  const header = (name: string): string | undefined => headers[`${prefix}${name}`] as string | undefined;
  const [match, noneMatch] = [header("if-match"), header("if-none-match")];
  const [since, unmodified] = [header("if-modified-since"), header("if-unmodified-since")];
  if (match !== undefined && !names(match, etag)) throw new S3Error("PreconditionFailed");
  if (match === undefined && unmodified !== undefined && isAfter(lastModified, unmodified))
    throw new S3Error("PreconditionFailed");
  const known = noneMatch === undefined ? since !== undefined && !isAfter(lastModified, since) : names(noneMatch, etag);
  if (known) throw new S3Error(unchanged, undefined, { etag });
}

/**
 * The conditions of a write. S3 user guide, "How to prevent object overwrites with conditional writes": `If-None-Match: *`
 * where there must be no object, `If-Match` where there must be that one.
 *
 * @throws S3Error PreconditionFailed; NoSuchKey when the object of If-Match is gone
 */
export function checkWrite(current: StoredObject | undefined, headers: IncomingHttpHeaders): void {
  const { "if-match": match, "if-none-match": noneMatch } = headers;
  if (match !== undefined && !current) throw new S3Error("NoSuchKey");
  if (match !== undefined && !names(match, current?.etag)) throw new S3Error("PreconditionFailed");
  if (noneMatch !== undefined && names(noneMatch, current?.etag)) throw new S3Error("PreconditionFailed");
}
