import { CommandError } from "../command-error";

/** A line of a text. */
export interface TextLine {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** No entry is longer: an execution's input has at most so many bytes. Step Functions quotas. */
const longestLine = 262_144;

/**
 * The lines of a text that may be long, one at a time. Only line feeds end them, with or without a carriage return: JSON may
 * hold every other separator.
 *
 * @throws CommandError naming a line that is too long to be one
 */
export async function* textLines(text: AsyncIterable<string>): AsyncGenerator<TextLine> {
  let [line, rest] = [0, ""];
  for await (const chunk of text) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const whole of lines) yield { line: ++line, text: whole.replace(/\r$/, "") };
    if (rest.length > longestLine) throw new CommandError(`Line ${line + 1} has more than ${longestLine} characters.`);
  }
  if (rest !== "") yield { line: line + 1, text: rest };
}
