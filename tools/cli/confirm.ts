import { createInterface } from "node:readline/promises";
import { CommandError } from "./command-error";
import type { Terminal } from "./terminal";

/** Option of commands that change or delete something. */
export interface ConfirmOptions {
  /** Does not ask. */
  readonly yes: boolean;
}

/**
 * Asks before something is done that cannot be undone.
 *
 * @param question without its question mark
 * @throws CommandError when the answer is no, or there is nobody to ask
 */
export async function confirm(terminal: Terminal, { yes }: ConfirmOptions, question: string): Promise<void> {
  if (yes) return;
  const { keyboard } = terminal;
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
