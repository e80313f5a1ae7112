/** Where the services answer on this machine. */
export interface EndpointUrls {
  readonly dynamodb: string;
  readonly s3: string;
  readonly ecs: string;
}

/** The credentials of every client here. s3rver accepts no others. */
export const localCredentials = { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" } as const;

/**
 * What the surroundings give a program in AWS, and give it here: its Region, credentials and, for the AWS SDK to find, the
 * endpoints.
 */
export const programEnvironment = (urls: Partial<EndpointUrls>, region: string): Record<string, string> => ({
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
  ...Object.fromEntries(
    Object.entries(urls).map(([service, url]) => [`AWS_ENDPOINT_URL_${service.toUpperCase()}`, url]),
  ),
});
