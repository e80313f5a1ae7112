import * as v from "valibot";

/** A line as the kit's programs log it. */
const structuredLine = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ level: v.string(), message: v.string(), timestamp: v.string() }),
);

/** Text of a log line for a person: of a structured one its time, level and message. */
export function logLineText(line: string): string {
  const parsed = v.safeParse(structuredLine, line);
  if (!parsed.success) return line;
  const { timestamp, level, message } = parsed.output;
  return `${timestamp}  ${level}  ${message}`;
}
