import { visibleData } from "../terminal/visible";

/** Streams that a command writes to and asks on. Tests give their own. */
export interface Terminal {
  /** The result, for people or, with `--json`, for programs. */
  readonly out: (text: string) => void;
  /** Remarks and faults. */
  readonly error: (text: string) => void;
  /** Stream that can be written on in place; absent where the result does not go to a terminal. */
  readonly screen?: NodeJS.WriteStream;
  /** Streams for questions to a person; absent when nobody is there. */
  readonly keyboard?: Dialogue;
}

/** Streams of questions and answers. */
interface Dialogue {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

const ifTerminal = <Stream extends { readonly isTTY: boolean }>(stream: Stream): Stream | undefined =>
  stream.isTTY ? stream : undefined;

const [screen, input] = [ifTerminal(process.stdout), ifTerminal(process.stdin)];

/** The process's own streams. */
export const processTerminal: Terminal = {
  out: (text) => process.stdout.write(`${text}\n`),
  error: (text) => process.stderr.write(`${text}\n`),
  ...(screen && { screen }),
  // Questions are no part of the result.
  ...(input && { keyboard: { input, output: process.stderr } }),
};

/** Shows a result: to programs as JSON, to people as text. */
export const present = <Result>(
  { out }: Terminal,
  json: boolean,
  result: Result,
  asText: (result: Result) => string,
): void => {
  out(json ? JSON.stringify(result, undefined, 2) : asText(visibleData(result)));
};
