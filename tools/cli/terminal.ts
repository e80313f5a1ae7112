import { createInterface, type ReadLineOptions } from "node:readline/promises";
import { visibleData } from "../terminal/visible";
import { CommandError } from "./errors";

/** Streams that a command writes to and asks on. Tests give their own. */
export interface Terminal {
  /** The result, for people or, with `--json`, for programs. */
  readonly out: (text: string) => void;
  /** Remarks and faults. */
  readonly error: (text: string) => void;
  /** Stream that can be written on in place; absent where the result does not go to a terminal. */
  readonly screen?: NodeJS.WriteStream;
  /** Streams for questions to a person; absent when nobody is there. */
  readonly keyboard?: ReadLineOptions;
}

/** Shows a result: to programs as JSON, to people as text. */
export const present = <Result>(
  { out }: Terminal,
  { json }: { readonly json: boolean },
  result: Result,
  asText: (result: Result) => string,
): void => {
  out(json ? JSON.stringify(result, undefined, 2) : asText(visibleData(result)));
};

/**
 * Asks before something is done that cannot be undone, unless `--yes` was said.
 *
 * @param question without its question mark
 * @throws CommandError when the answer is no, or there is nobody to ask
 */
export async function confirm(
  { keyboard }: Terminal,
  { yes }: { readonly yes: boolean },
  question: string,
): Promise<void> {
  if (yes) return;
  if (!keyboard)
    throw new CommandError(`${question}? Nobody is here to answer, so nothing was done. Say --yes to do it.`);
  const asking = createInterface(keyboard);
  try {
    const answer = await asking.question(`${question}? [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) throw new CommandError("Nothing was done.");
  } finally {
    asking.close();
  }
}
