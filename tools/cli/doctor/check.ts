import { describeError } from "../errors";

/** Outcome of a check: `fail` when workflows cannot run, `warn` when something else cannot be done; and then what to do. */
export interface Finding {
  readonly verdict: "ok" | "warn" | "fail";
  readonly what: string;
  readonly found: string;
  readonly todo?: string;
}

/** Finding of a check. */
export type Judged = Omit<Finding, "what">;

/** One thing to look at. */
export interface Check {
  readonly what: string;
  readonly look: () => Judged | Promise<Judged>;
  /** Finding when looking fails. */
  readonly otherwise: Required<Pick<Finding, "verdict" | "todo">>;
}

/** A finding that is well. */
export const ok = (found: string): Judged => ({ verdict: "ok", found });

/** Takes a look; a look that fails is a finding too. */
export async function judge({ what, look, otherwise }: Check): Promise<Finding> {
  try {
    return { what, ...(await look()) };
  } catch (error) {
    // The last line is the reason, of errors that begin with the command that failed.
    const found = describeError(error).trim().split("\n").at(-1) ?? "";
    return { what, found, ...otherwise };
  }
}
