/** Folders of the kit's own in a deployment's bucket; nothing else is written or deleted in them. */
export const bucketFolders = {
  /** Results that Step Functions writes of the entries' executions, a folder for each run of a Map. */
  launches: "amazon-ecs-starter-kit-launches",
  /** Lists of entries that the tools wrote, an object each. */
  lists: "amazon-ecs-starter-kit-lists",
} as const;

/** The part of an error of the AWS SDK that says what S3 answered. */
interface S3Answer {
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers: Readonly<Record<string, string>> };
}

/**
 * The Region of a bucket that S3 was asked for in another one; undefined of any other error. S3 user guide, "Making requests using
 * the REST API: request redirection": the answer is 301, and `x-amz-bucket-region` names the Region, also where there is no body.
 *
 * @param error anything thrown
 */
export function regionOfBucket(error: unknown): string | undefined {
  const { $metadata, $response } = (error ?? {}) as S3Answer;
  return $metadata?.httpStatusCode === 301 ? $response?.headers["x-amz-bucket-region"] : undefined;
}
