import { describeError } from "../errors";

/** Outcome of a check: `fail` when workflows cannot run, `warn` when something else cannot be done; and then what to do. */
export interface Finding {
  readonly verdict: "ok" | "warn" | "fail";
  readonly what: string;
  readonly found: string;
  readonly todo?: string;
}

/** A finding and what to do about it. */
export const findingText = ({ found, todo }: Finding): string =>
  todo === undefined ? found : `${found}${/[.?!]$/.test(found) ? "" : "."} ${todo}`;

/** One thing to look at. */
export interface Check {
  readonly what: string;
  /** Description of what is found where all is well. @throws Error saying what is found instead */
  readonly look: () => string | Promise<string>;
  readonly otherwise: "warn" | "fail";
  readonly todo: string;
}

/** Takes a look. */
export async function judge({ what, look, otherwise, todo }: Check): Promise<Finding> {
  try {
    return { what, verdict: "ok", found: await look() };
  } catch (error) {
    // The last line is the reason, of errors that begin with the command that failed.
    return { what, verdict: otherwise, found: describeError(error).trim().split("\n").at(-1) ?? "", todo };
  }
}
