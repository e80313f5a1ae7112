import { paginateListFunctions, type LambdaClient } from "@aws-sdk/client-lambda";
import type { Invocable } from "../hooks";
import type { Lambda } from "./lambda";

/** Every function that is deployed, for a state machine to call. */
export async function invocable(lambda: Lambda, client: LambdaClient): Promise<Invocable[]> {
  const functions: Invocable[] = [];
  for await (const { Functions = [] } of paginateListFunctions({ client }, {}))
    for (const { FunctionName: name = "", FunctionArn: arn = "" } of Functions)
      functions.push({ name, arn, invoke: (payload) => lambda.invoke(name, payload) });
  return functions;
}
