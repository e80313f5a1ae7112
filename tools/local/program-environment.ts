import type { Credentials } from "./iam/principals";

/** The credentials of the operator, who may do everything. */
export const localCredentials: Credentials = { accessKeyId: "OPERATOR", secretAccessKey: "local" };

/** Credentials as the AWS SDK finds them in the environment. */
export const credentialVariables = ({ accessKeyId, secretAccessKey }: Credentials): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
});

/**
 * Variables for the AWS SDK where it calls services of this machine. With FIPS or dual-stack endpoints, as the environment or
 * `~/.aws/config` may ask for them, it refuses an address of its own. On Node.js 20 it advises a newer one in the middle of a log.
 */
export const sdkVariables = {
  AWS_USE_FIPS_ENDPOINT: "false",
  AWS_USE_DUALSTACK_ENDPOINT: "false",
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
} as const;

/** Variables that AWS gives a program besides credentials: its Region and, here, the address of all services. */
export const programEnvironment = (url: string, region: string): Record<string, string> => ({
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ENDPOINT_URL: url,
  ...sdkVariables,
});
