import { faults, type DrawnList, type Item, type Layout } from "./drawn-lists";

const withEscapes = (json: string): string =>
  // oxlint-disable-next-line no-control-regex -- all that is not ASCII
  json.replace(/[^\u0000-\u007f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** An item as a line of JSON. @param timeoutSeconds of each entry */
function lineOf({ entry, number, fault }: Item, timeoutSeconds: number, { isWordy }: Layout): string {
  const wrong = fault && faults[fault];
  if (typeof wrong === "string") return wrong;
  const json = JSON.stringify({ ...entry, ...wrong });
  const timed = json.replace(/\}$/, `, "timeoutSeconds" :${number(timeoutSeconds)} }`);
  return isWordy ? ` ${withEscapes(timed)}\t` : timed;
}

/** A field of CSV, in which a quotation mark is doubled and a backslash too. */
const fieldOf = (text: string, isWordy: boolean): string =>
  isWordy || /[",\n\\]/.test(text) ? `"${text.replaceAll("\\", "\\\\").replaceAll('"', '""')}"` : text;

/** Items as lines of CSV. */
function recordsOf(items: readonly Item[], timeoutSeconds: number, { isWordy }: Layout): string[] {
  const records = items.map(({ entry: { environment, ...entry }, fault }) => ({
    ...entry,
    timeoutSeconds: `0${timeoutSeconds}`,
    ...(environment && { "env.FILL": environment.FILL }),
    ...(fault && typeof faults[fault] === "object" && faults[fault]),
  })) as readonly Readonly<Record<string, string>>[];
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const line = (fields: readonly string[]) => fields.map((field) => fieldOf(field, isWordy)).join(",");
  return [line(columns), ...records.map((record) => line(columns.map((name) => record[name] ?? "")))];
}

/** The objects of a list as they lie in S3, the text of each by its key. @param timeoutSeconds of each entry */
export function objectsOf(drawn: DrawnList, items: readonly Item[], timeoutSeconds: number): Record<string, string> {
  const { list, layout: given } = drawn;
  if (list === "PREFIX")
    return Object.fromEntries([
      ...items.map(({ entry, isFolder }) => [entry.taskName, isFolder === true ? "" : "object"] as const),
      ["im/file", "before"],
      ["in", "no prefix"],
      ["io", ""],
    ]);
  const lines =
    list === "CSV" ? recordsOf(items, timeoutSeconds, given) : items.map((item) => lineOf(item, timeoutSeconds, given));
  const { hasMark, lineEnd, blank, end } = given;
  return { [list]: `${hasMark ? "\ufeff" : ""}${lines.join(`${lineEnd}${blank}`)}${end}` };
}
