import type { Handler } from "../../tools/local/http/exchange";
import type { Serve } from "../../tools/local/http/local-server";

/** The host of an account's registry. ECR user guide, "Amazon ECR private registries". */
const registryHost = /(https:\/\/)?\d{12}\.dkr\.ecr\.[a-z\d-]+\.amazonaws\.com/g;

/**
 * ECR whose images lie in a registry on this machine: wherever the service behind names the account's registry, it answers
 * with that one.
 *
 * @param registryUrl `http://127.0.0.1:<port>`
 */
export const imagesIn = (registryUrl: string, behind: Handler): Serve => {
  const { host } = new URL(registryUrl);
  return async (request) => {
    if (request.service !== "ecr") return undefined;
    const answer = await behind(request);
    const named = (_: string, scheme?: string) => (scheme === undefined ? host : registryUrl);
    return { ...answer, body: answer.body.toString("utf8").replace(registryHost, named) };
  };
};
