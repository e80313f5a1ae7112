import { visibleData } from "../terminal/visible";
import type { Terminal } from "./terminal";

/** Shows a result: to programs as JSON, to people as text. */
export const present = <Result>(
  { out }: Terminal,
  json: boolean,
  result: Result,
  asText: (result: Result) => string,
): void => {
  out(json ? JSON.stringify(result, undefined, 2) : asText(visibleData(result)));
};
