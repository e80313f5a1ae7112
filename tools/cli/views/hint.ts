import type { CommonOptions } from "../options";

/** A command that a person may copy, with the options that led here. */
export type Hint = (command: string) => string;

const quoted = (word: string): string => (/^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** Makes hints for what comes after a command that had these options. */
export const hintsFor =
  ({ outputs }: Pick<CommonOptions, "outputs">): Hint =>
  (command) =>
    ["npm run workflow --", command, ...(outputs === undefined ? [] : ["--outputs", quoted(outputs)])].join(" ");
