import { addressIn, type AwsRequest } from "../../http/exchange";
import { UnknownOperation } from "../../iam/service-call";
import { addressOf, type Perform } from "./call";
import { listObjectsV2 } from "./list";
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  uploadPart,
  uploadPartCopy,
} from "./multipart";
import { copyObject, deleteObject, getObject, getObjectTagging, putObject } from "./objects";

/** The resource of an action: the bucket, object or copy source of the request. */
export type On = "bucket" | "object" | "source";

/** A call of S3. */
interface Operation {
  /** The API's name of it. */
  readonly operation: string;
  /** The actions that its caller must be allowed. */
  readonly needs: Readonly<Record<string, On>>;
  readonly perform: Perform;
}

/** Header that names the object to copy. */
export const copies = "x-amz-copy-source";

const puts = { PutObject: "object" } as const;
const gets = { GetObject: "object" } as const;
const copiesOne = { GetObject: "source", PutObject: "object" } as const;

/**
 * The calls that container, launcher, CLI and tools make, by method, by what the path names, and by the names in query and headers that
 * make it this call, in their order.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html, and for the calls of multipart
 * uploads https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
 */
const operations: Readonly<Partial<Record<string, Operation>>> = {
  "GET bucket list-type": { operation: "ListObjectsV2", needs: { ListBucket: "bucket" }, perform: listObjectsV2 },
  "GET object": { operation: "GetObject", needs: gets, perform: getObject },
  "HEAD object": { operation: "HeadObject", needs: gets, perform: getObject },
  "PUT object": { operation: "PutObject", needs: puts, perform: putObject },
  "DELETE object": { operation: "DeleteObject", needs: { DeleteObject: "object" }, perform: deleteObject },
  [`PUT object ${copies}`]: { operation: "CopyObject", needs: copiesOne, perform: copyObject },
  "GET object tagging": {
    operation: "GetObjectTagging",
    needs: { GetObjectTagging: "object" },
    perform: getObjectTagging,
  },
  "POST object uploads": { operation: "CreateMultipartUpload", needs: puts, perform: createMultipartUpload },
  "PUT object partNumber uploadId": { operation: "UploadPart", needs: puts, perform: uploadPart },
  [`PUT object partNumber uploadId ${copies}`]: {
    operation: "UploadPartCopy",
    needs: copiesOne,
    perform: uploadPartCopy,
  },
  "POST object uploadId": { operation: "CompleteMultipartUpload", needs: puts, perform: completeMultipartUpload },
  "DELETE object uploadId": {
    operation: "AbortMultipartUpload",
    needs: { AbortMultipartUpload: "object" },
    perform: abortMultipartUpload,
  },
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

/** The call that an S3 request is. @throws UnknownOperation */
export function operationOf({ method, url, headers }: Pick<AwsRequest, "method" | "url" | "headers">): Operation {
  const { path, query } = addressIn({ url });
  const { bucket, key } = addressOf(path);
  const marks = [...query.keys()].filter((name) => !parameters.has(name)).concat(copies in headers ? [copies] : []);
  const on = key ? "object" : bucket ? "bucket" : "service";
  const wanted = [method, on, ...marks.sort()].join(" ");
  const found = operations[wanted];
  if (!found) throw new UnknownOperation(`The S3 request "${wanted}" is not known here`);
  return found;
}
