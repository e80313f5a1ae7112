import type { Calls, ServiceRequest } from "../../endpoints/front/service-call";
import { addressOf, type S3Address } from "../../endpoints/s3/address";
import { UnknownOperation, type Access } from "../access";
import type { Account } from "../account";

/** The resource of an action: the bucket, object or copy source of the request, or everything. */
type On = "bucket" | "object" | "source" | "everything";

interface Operation {
  readonly operation: string;
  readonly method: string;
  readonly on: "service" | "bucket" | "object";
  /** Names in query and headers that make it this operation. */
  readonly marks?: readonly string[];
  readonly needs: readonly (readonly [action: string, on: On])[];
}

const copies = "x-amz-copy-source";

/**
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html, and for the calls of multipart
 * uploads https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
 */
const operations: readonly Operation[] = [
  { operation: "ListBuckets", method: "GET", on: "service", needs: [["ListAllMyBuckets", "everything"]] },

  { operation: "CreateBucket", method: "PUT", on: "bucket", needs: [["CreateBucket", "bucket"]] },
  { operation: "DeleteBucket", method: "DELETE", on: "bucket", needs: [["DeleteBucket", "bucket"]] },
  { operation: "HeadBucket", method: "HEAD", on: "bucket", needs: [["ListBucket", "bucket"]] },
  { operation: "ListObjects", method: "GET", on: "bucket", needs: [["ListBucket", "bucket"]] },
  {
    operation: "ListObjectsV2",
    method: "GET",
    on: "bucket",
    marks: ["list-type"],
    needs: [["ListBucket", "bucket"]],
  },

  // Its keys stand in the body: whoever may not delete every object gets nothing here.
  {
    operation: "DeleteObjects",
    method: "POST",
    on: "bucket",
    marks: ["delete"],
    needs: [["DeleteObject", "everything"]],
  },

  { operation: "GetObject", method: "GET", on: "object", needs: [["GetObject", "object"]] },
  { operation: "HeadObject", method: "HEAD", on: "object", needs: [["GetObject", "object"]] },
  { operation: "PutObject", method: "PUT", on: "object", needs: [["PutObject", "object"]] },
  { operation: "DeleteObject", method: "DELETE", on: "object", needs: [["DeleteObject", "object"]] },
  {
    operation: "CopyObject",
    method: "PUT",
    on: "object",
    marks: [copies],
    needs: [
      ["GetObject", "source"],
      ["PutObject", "object"],
    ],
  },
  {
    operation: "GetObjectTagging",
    method: "GET",
    on: "object",
    marks: ["tagging"],
    needs: [["GetObjectTagging", "object"]],
  },
  {
    operation: "PutObjectTagging",
    method: "PUT",
    on: "object",
    marks: ["tagging"],
    needs: [["PutObjectTagging", "object"]],
  },

  {
    operation: "CreateMultipartUpload",
    method: "POST",
    on: "object",
    marks: ["uploads"],
    needs: [["PutObject", "object"]],
  },
  {
    operation: "UploadPart",
    method: "PUT",
    on: "object",
    marks: ["partNumber", "uploadId"],
    needs: [["PutObject", "object"]],
  },
  {
    operation: "UploadPartCopy",
    method: "PUT",
    on: "object",
    marks: ["partNumber", "uploadId", copies],
    needs: [
      ["GetObject", "source"],
      ["PutObject", "object"],
    ],
  },
  {
    operation: "CompleteMultipartUpload",
    method: "POST",
    on: "object",
    marks: ["uploadId"],
    needs: [["PutObject", "object"]],
  },
  {
    operation: "AbortMultipartUpload",
    method: "DELETE",
    on: "object",
    marks: ["uploadId"],
    needs: [["AbortMultipartUpload", "object"]],
  },
  {
    operation: "ListParts",
    method: "GET",
    on: "object",
    marks: ["uploadId"],
    needs: [["ListMultipartUploadParts", "object"]],
  },
];

/** Query parameters that do not tell which operation it is. */
const parameters: ReadonlySet<string> = new Set([
  "x-id",
  "prefix",
  "delimiter",
  "marker",
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

const objectArn = ({ bucket, key }: S3Address): string => `arn:aws:s3:::${bucket}/${key}`;

type S3Request = Pick<ServiceRequest, "method" | "path" | "query" | "headers">;

function operationOf({ method, path, query, headers }: S3Request): Operation {
  const { bucket, key } = addressOf(path);
  const marks = [...query.keys()].filter((name) => !parameters.has(name)).concat(copies in headers ? [copies] : []);
  const on = key ? "object" : bucket ? "bucket" : "service";
  const wanted = [method, on, ...marks.sort()].join(" ");
  const found = operations.find(
    (operation) => [operation.method, operation.on, ...[...(operation.marks ?? [])].sort()].join(" ") === wanted,
  );
  if (!found) throw new UnknownOperation(`What the S3 request "${wanted}" needs is not known here`);
  return found;
}

/** The API's name of the call that an S3 request is. @throws UnknownOperation */
export const s3OperationOf = (request: S3Request): string => operationOf(request).operation;

/** CopyObject takes the tags of its source along, unless told otherwise. */
async function tagAccesses(source: S3Address, object: S3Address, request: ServiceRequest, account: Account) {
  const keepsTags = request.headers["x-amz-tagging-directive"] !== "REPLACE";
  return keepsTags && (await account.hasTags(source.bucket, source.key))
    ? [access("GetObjectTagging", objectArn(source)), access("PutObjectTagging", objectArn(object))]
    : [];
}

const access = (action: string, resource: string): Access => ({ action: `s3:${action}`, resource, context: {} });

/**
 * Permissions that an S3 request needs, buckets being named in the path.
 *
 * @throws UnknownOperation
 */
export async function s3Accesses(request: ServiceRequest, account: Account): Promise<Calls> {
  const object = addressOf(request.path);
  const source = addressOf(String(request.headers[copies] ?? ""));
  const { operation, needs } = operationOf(request);
  const arns: Readonly<Record<On, string>> = {
    everything: "*",
    bucket: `arn:aws:s3:::${object.bucket}`,
    object: objectArn(object),
    source: objectArn(source),
  };
  return {
    operation,
    accesses: [
      ...needs.map(([action, on]) => access(action, arns[on])),
      ...Object.entries(byHeader)
        .filter(([header]) => header in request.headers)
        .map(([, action]) => access(action, arns.object)),
      ...(operation === "CopyObject" ? await tagAccesses(source, object, request, account) : []),
    ],
  };
}
