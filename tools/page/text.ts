import * as v from "valibot";

const minute = 60;
const hour = 60 * minute;

const parts = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${String(small).padStart(2, "0")} ${smallUnit}`;

/** A length of time as people say it: `0.5 s`, `42 s`, `3 min 05 s`, `24 h`. */
export function durationText(seconds: number): string {
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < minute) return `${whole} s`;
  if (whole < hour) return parts(Math.floor(whole / minute), "min", whole % minute, "s");
  return parts(Math.floor(whole / hour), "h", Math.floor((whole % hour) / minute), "min");
}

/** A time as people read it, in UTC: `2026-11-24 23:27:38 UTC`. */
export const timeText = (iso: string): string => `${iso.slice(0, 19).replace("T", " ")} UTC`;

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
