import { addressOf } from "../endpoints/s3/address";
import { addressIn, type AwsRequest, answering, type Handler } from "../http/exchange";
import type { Access } from "./policy";
import { UnknownOperation, type Account, type Calls } from "./service-call";

/** The resource of an action: the bucket, object or copy source of the request. */
type On = "bucket" | "object" | "source";

interface Operation {
  readonly operation: string;
  /** The actions that it needs. */
  readonly needs: Readonly<Record<string, On>>;
}

const copies = "x-amz-copy-source";

/**
 * By method, by what the path names, and by the names in query and headers that make it this operation, in their order.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html, and for the calls of multipart
 * uploads https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
 */
const operations: Readonly<Partial<Record<string, Operation>>> = {
  "GET bucket list-type": { operation: "ListObjectsV2", needs: { ListBucket: "bucket" } },
  "GET object": { operation: "GetObject", needs: { GetObject: "object" } },
  "HEAD object": { operation: "HeadObject", needs: { GetObject: "object" } },
  "PUT object": { operation: "PutObject", needs: { PutObject: "object" } },
  "DELETE object": { operation: "DeleteObject", needs: { DeleteObject: "object" } },
  [`PUT object ${copies}`]: { operation: "CopyObject", needs: { GetObject: "source", PutObject: "object" } },
  "GET object tagging": { operation: "GetObjectTagging", needs: { GetObjectTagging: "object" } },
  "POST object uploads": { operation: "CreateMultipartUpload", needs: { PutObject: "object" } },
  "PUT object partNumber uploadId": { operation: "UploadPart", needs: { PutObject: "object" } },
  [`PUT object partNumber uploadId ${copies}`]: {
    operation: "UploadPartCopy",
    needs: { GetObject: "source", PutObject: "object" },
  },
  "POST object uploadId": { operation: "CompleteMultipartUpload", needs: { PutObject: "object" } },
  "DELETE object uploadId": { operation: "AbortMultipartUpload", needs: { AbortMultipartUpload: "object" } },
};

/** Query parameters that do not tell which operation it is. */
const parameters: ReadonlySet<string> = new Set([
  "x-id",
  "prefix",
  "delimiter",
  "start-after",
  "max-keys",
  "continuation-token",
  "encoding-type",
  "fetch-owner",
]);

/** Further accesses of a request that bears a header. */
const byHeader: Readonly<Record<string, string>> = {
  "x-amz-tagging": "PutObjectTagging",
  "x-amz-acl": "PutObjectAcl",
};

type S3Address = ReturnType<typeof addressOf>;

const objectArn = ({ bucket, key }: S3Address): string => `arn:aws:s3:::${bucket}/${key}`;

type S3Request = Pick<AwsRequest, "method" | "url" | "headers">;

function operationOf({ method, url, headers }: S3Request): Operation {
  const { path, query } = addressIn({ url });
  const { bucket, key } = addressOf(path);
  const marks = [...query.keys()].filter((name) => !parameters.has(name)).concat(copies in headers ? [copies] : []);
  const on = key ? "object" : bucket ? "bucket" : "service";
  const wanted = [method, on, ...marks.sort()].join(" ");
  const found = operations[wanted];
  if (!found) throw new UnknownOperation(`What the S3 request "${wanted}" needs is not known here`);
  return found;
}

/** The API's name of the call that an S3 request is. @throws UnknownOperation */
export const s3OperationOf = (request: S3Request): string => operationOf(request).operation;

/** Asks S3 whether an object has tags. S3 API reference, GetObjectTagging. */
export const objectTags =
  (s3: Handler) =>
  async (bucket: string, key: string): Promise<boolean> => {
    const path = [bucket, ...key.split("/")].map(encodeURIComponent).join("/");
    const request = { service: "s3", operation: "", method: "GET", headers: { host: "127.0.0.1" } } as const;
    const answer = await answering(s3)({ ...request, url: `/${path}?tagging`, body: Buffer.alloc(0) });
    return answer.body.includes("<Tag>");
  };

/** CopyObject takes the tags of its source along, unless told otherwise. */
async function tagAccesses(source: S3Address, object: S3Address, request: AwsRequest, behind: Handler) {
  const keepsTags = request.headers["x-amz-tagging-directive"] !== "REPLACE";
  return keepsTags && (await objectTags(behind)(source.bucket, source.key))
    ? [access("GetObjectTagging", objectArn(source)), access("PutObjectTagging", objectArn(object))]
    : [];
}

const access = (action: string, resource: string): Access => ({ action: `s3:${action}`, resource, context: {} });

/**
 * Permissions that an S3 request needs, buckets being named in the path.
 *
 * @param behind is asked for the tags of what is copied
 * @throws UnknownOperation
 */
export async function s3Accesses(request: AwsRequest, _account: Account, behind: Handler): Promise<Calls> {
  const object = addressOf(addressIn(request).path);
  const source = addressOf(String(request.headers[copies] ?? ""));
  const { operation, needs } = operationOf(request);
  const arns: Readonly<Record<On, string>> = {
    bucket: `arn:aws:s3:::${object.bucket}`,
    object: objectArn(object),
    source: objectArn(source),
  };
  return {
    operation,
    accesses: [
      ...Object.entries(needs).map(([action, on]) => access(action, arns[on])),
      ...Object.entries(byHeader)
        .filter(([header]) => header in request.headers)
        .map(([, action]) => access(action, arns.object)),
      ...(operation === "CopyObject" ? await tagAccesses(source, object, request, behind) : []),
    ],
  };
}
