import { fromEnv } from "@aws-sdk/credential-provider-env";
import { fromHttp } from "@aws-sdk/credential-provider-http";
import { doesIdentityRequireRefresh, isIdentityExpired, memoizeIdentityProvider } from "@smithy/core";
import { chain } from "@smithy/core/config";

/** ECS's service of credentials throttles and is slow at times: it is asked for a minute. Milliseconds between two tries. */
const patience = { timeout: 2_000, maxRetries: 30 };

/** Lambda gives a function its credentials as variables, ECS gives a task an address to ask for them. */
const credentials = memoizeIdentityProvider(
  chain(fromEnv(), () => fromHttp(patience)()),
  isIdentityExpired,
  doesIdentityRequireRefresh,
);

/** The credentials of clients that are given no others: the same for all clients of a program, so asked for once. */
export const defaultProvider = () => credentials;
