import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";

/**
 * Milliseconds. S3 answers a copy when it is done, of 5 GiB after a minute or two; a connection on which nothing comes for longer is
 * dead, and must not hold the task until its run is over.
 */
export const timeouts = { connectionTimeout: 5_000, requestTimeout: 300_000, throwOnRequestTimeout: true } as const;

/**
 * S3 answers 503 while it makes room for a higher rate of requests, S3 user guide, "Best practices design patterns". Ten attempts
 * wait for half a minute on average, the usual three for a tenth of a second.
 */
const maxAttempts = 10;

/** S3 as the task calls it: patient with what passes, and never waiting for ever. */
export const createS3Client = (region: string, others: S3ClientConfig = {}): S3Client =>
  new S3Client({ region, maxAttempts, requestHandler: timeouts, ...others });
