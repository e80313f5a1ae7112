/** Where a command writes. Tests give their own. */
export interface Terminal {
  /** The result, for people or, with `--json`, for programs. */
  readonly out: (text: string) => void;
  /** Remarks and faults. */
  readonly error: (text: string) => void;
}

/** The process's own streams. */
export const processTerminal: Terminal = {
  out: (text) => process.stdout.write(`${text}\n`),
  error: (text) => process.stderr.write(`${text}\n`),
};
