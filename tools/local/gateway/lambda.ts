import type { Json } from "../json";
import type { Functions } from "../lambda/functions";
import type { GatewayAnswer, Serve } from "./request";

const invocation = /^\/2015-03-31\/functions\/([^/?]+)\/invocations\/?(?:\?.*)?$/;

/** `name` out of a name or an ARN, as the path has it. */
const nameOf = (reference: string): string => decodeURIComponent(reference).replace(/^arn:.*:function:/, "");

/** Lambda's Invoke. */
export const invocations =
  (functions: Functions): Serve =>
  async ({ method, url, body }): Promise<GatewayAnswer | undefined> => {
    const [, reference] = invocation.exec(url) ?? [];
    if (reference === undefined || method !== "POST") return undefined;
    const answer = await functions.invoke(nameOf(reference), JSON.parse(body.toString("utf8") || "{}") as Json);
    const failed = "error" in answer;
    return {
      status: 200,
      headers: {
        "content-type": "application/json",
        "x-amz-executed-version": "$LATEST",
        ...(failed ? { "x-amz-function-error": "Unhandled" } : {}),
      },
      body: JSON.stringify(failed ? answer.error : answer.payload),
    };
  };
