import { fromEnv } from "@aws-sdk/credential-provider-env";
import { fromHttp } from "@aws-sdk/credential-provider-http";
import { doesIdentityRequireRefresh, isIdentityExpired, memoizeIdentityProvider } from "@smithy/core";
import { chain } from "@smithy/core/config";

/** Lambda gives a function its credentials as variables, ECS gives a task an address to ask for them. */
const credentials = memoizeIdentityProvider(
  chain(fromEnv(), () => fromHttp()()),
  isIdentityExpired,
  doesIdentityRequireRefresh,
);

/** The credentials of clients that are given no others: the same for all clients of a program, so asked for once. */
export const defaultProvider = () => credentials;
