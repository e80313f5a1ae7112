import type { Operation } from "../call";
import { copyObject } from "./copy";
import { listObjectsV2 } from "./list-objects";
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  uploadPart,
  uploadPartCopy,
} from "./multipart";
import { deleteObject, deleteObjects, getObject, headBucket, putObject } from "./objects";
import { getObjectTagging, putObjectTagging } from "./tagging";

/** Operations of this S3, by the API's names: the calls that container, launcher, CLI and tools make. */
export const operations: Readonly<Record<string, Operation>> = {
  PutObject: putObject,
  GetObject: getObject,
  HeadObject: getObject,
  CopyObject: copyObject,
  DeleteObject: deleteObject,
  DeleteObjects: deleteObjects,
  ListObjectsV2: listObjectsV2,
  HeadBucket: headBucket,
  CreateMultipartUpload: createMultipartUpload,
  UploadPart: uploadPart,
  UploadPartCopy: uploadPartCopy,
  CompleteMultipartUpload: completeMultipartUpload,
  AbortMultipartUpload: abortMultipartUpload,
  GetObjectTagging: getObjectTagging,
  PutObjectTagging: putObjectTagging,
};
