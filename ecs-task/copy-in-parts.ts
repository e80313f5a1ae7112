import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectTaggingCommand,
  UploadPartCopyCommand,
  type CompletedPart,
  type CopyObjectCommandInput,
  type HeadObjectCommandOutput,
  type S3Client,
} from "@aws-sdk/client-s3";
import pMap from "p-map";
import { limits } from "../workflow/limits";

/** Large enough that few calls copy much, small enough that a call is done in seconds. */
const usualPartBytes = 256 * 1024 ** 2;
const partsAtOnce = 8;

/**
 * Copies an object in parts, for those that are too large for CopyObject; the upload is given up when a part fails.
 *
 * @param target what CopyObject would be asked for
 * @param from where the object is
 * @param source what HeadObject said of it
 */
export async function copyInParts(
  client: S3Client,
  target: CopyObjectCommandInput,
  from: { readonly Bucket: string; readonly Key: string },
  source: HeadObjectCommandOutput,
  signal: AbortSignal,
): Promise<void> {
  const { Bucket, Key } = target;
  const described = { ...keptHeaders(source), ...(await tagsOf(client, from, source, signal)) };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...described }), {
    abortSignal: signal,
  });
  const failed = new AbortController();
  const abortSignal = AbortSignal.any([signal, failed.signal]);
  try {
    const copyPart = async (range: string, index: number): Promise<CompletedPart> => {
      const part = { ...target, UploadId, PartNumber: index + 1, CopySourceRange: range };
      const { CopyPartResult } = await client.send(new UploadPartCopyCommand(part), { abortSignal });
      return { PartNumber: part.PartNumber, ETag: CopyPartResult?.ETag };
    };
    const Parts = await pMap(partRanges(source.ContentLength ?? 0), copyPart, { concurrency: partsAtOnce });
    await client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }), {
      abortSignal,
    });
  } catch (error) {
    failed.abort();
    // The failure is worth more than that of the tidying up; the bucket's lifecycle rule removes what stays.
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(() => undefined);
    throw error;
  }
}

/** Properties of the source that CopyObject would keep and CreateMultipartUpload must be told. */
const keptHeaders = (source: HeadObjectCommandOutput) => ({
  ContentType: source.ContentType,
  ContentEncoding: source.ContentEncoding,
  ContentLanguage: source.ContentLanguage,
  ContentDisposition: source.ContentDisposition,
  CacheControl: source.CacheControl,
  Expires: timeOf(source.ExpiresString),
  Metadata: source.Metadata,
});

/** S3 keeps whatever text came as `Expires`; only a time can be sent on. */
const timeOf = (text: string | undefined): Date | undefined =>
  text === undefined || Number.isNaN(Date.parse(text)) ? undefined : new Date(text);

/** The tags of the object in the form that a new one takes them: "encoded as URL Query parameters", CreateMultipartUpload. */
async function tagsOf(
  client: S3Client,
  from: { readonly Bucket: string; readonly Key: string },
  { TagCount = 0 }: HeadObjectCommandOutput,
  abortSignal: AbortSignal,
): Promise<{ Tagging?: string }> {
  if (TagCount === 0) return {};
  const { TagSet = [] } = await client.send(new GetObjectTaggingCommand(from), { abortSignal });
  return {
    Tagging: TagSet.map(({ Key = "", Value = "" }) => [Key, Value].map(encodeURIComponent).join("=")).join("&"),
  };
}

/**
 * The ranges, both ends included, that an object of `bytes` is copied in: as few as needed to stay within the number of
 * parts that S3 takes.
 */
export function partRanges(bytes: number, partBytes = usualPartBytes): string[] {
  const size = Math.max(partBytes, Math.ceil(bytes / limits.multipartParts));
  return Array.from({ length: Math.ceil(bytes / size) }, (_, index) => {
    const first = index * size;
    return `bytes=${first}-${Math.min(first + size, bytes) - 1}`;
  });
}
