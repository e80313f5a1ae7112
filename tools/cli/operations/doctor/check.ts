import { describeError } from "../../aws/errors";

/** `fail` when workflows cannot run, `warn` when something else cannot be done. */
export type Verdict = "ok" | "warn" | "fail";

/** Outcome of a check, and what to do when it is not good. */
export interface Finding {
  readonly verdict: Verdict;
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
  readonly otherwise: { readonly verdict: Verdict; readonly todo: string };
}

/** A finding that is well. */
export const ok = (found: string): Judged => ({ verdict: "ok", found });

/** Takes a look; a look that fails is a finding too. */
export async function judge({ what, look, otherwise }: Check): Promise<Finding> {
  try {
    return { what, ...(await look()) };
  } catch (error) {
    // The last line is the reason, of errors that begin with the command that failed.
    const reason = describeError(error).trim().split("\n").at(-1) ?? "";
    return { what, verdict: otherwise.verdict, found: reason, todo: otherwise.todo };
  }
}
