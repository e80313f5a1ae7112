/** The id of a pattern's stack: the names of its parts begin with it. */
export const stackName = (name: string, pattern: number): string => `${name}-pattern-${pattern}`;

/** The name of something that an account has once for all Regions, such as a role. */
export const globalName = (name: string, region: string): string => `${name}-${region}`;

/** The name of a stack's bucket, unique in all of AWS. */
export const bucketName = (accountId: string, stack: string, region: string): string =>
  `${accountId}-${globalName(stack, region)}`;

/**
 * The most characters that the setting `name` may have in a Region: IAM takes 64 for a role (IAM user guide, "IAM and AWS STS
 * quotas"), S3 63 for a bucket (S3 user guide, "Bucket naming rules"). Every other name has more room.
 */
export function maxNameCharacters(region: string): number {
  const stack = stackName("", 1);
  const longestRole = globalName(`${stack}-task-execution`, region);
  return Math.min(64 - longestRole.length, 63 - bucketName("123456789012", stack, region).length);
}
