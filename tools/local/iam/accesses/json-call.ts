import type { ServiceRequest } from "../../endpoints/front/service-call";
import { UnknownOperation } from "../access";

/**
 * A request in one of the AWS JSON protocols.
 *
 * @throws UnknownOperation when it is not one
 */
export function jsonCall<Input>({ headers, body }: ServiceRequest): { operation: string; input: Input } {
  const target = headers["x-amz-target"];
  const [, operation] = /^\w+\.(\w+)$/.exec(typeof target === "string" ? target : "") ?? [];
  if (operation === undefined) throw new UnknownOperation(`X-Amz-Target names no operation: ${String(target)}`);
  return { operation, input: parsed(body.toString("utf8")) as Input };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnknownOperation(`The body is not JSON: ${text}`);
  }
}
