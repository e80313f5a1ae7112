/**
 * Characters that a terminal would obey, or reorder: controls (C0, DEL, C1), marks and embeddings of direction (Unicode Standard
 * Annex #9, "Directional Formatting Characters"), separators of lines and paragraphs, and halves of characters.
 */
const obeyed =
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const escaped = (character: string): string => {
  const code = character.charCodeAt(0).toString(16);
  return code.length > 2 ? `\\u${code.padStart(4, "0")}` : `\\x${code.padStart(2, "0")}`;
};

/** A text as it may be shown: names, keys, reasons and log lines come from others. `\x1b` stands for an escape character. */
export const visible = (text: string): string => text.replace(obeyed, escaped);

/** The same for a text of several lines, which stay lines. */
export const visibleLines = (text: string): string => text.split(/\r?\n/).map(visible).join("\n");

/** Texts that programs make of several lines: the cause of a failed execution. */
const ofLines: ReadonlySet<string> = new Set(["cause"]);

/** Data with every text in it as it may be shown. */
export const visibleData = <Data>(data: Data): Data => shown(data, "") as Data;

function shown(data: unknown, name: string): unknown {
  if (typeof data === "string") return ofLines.has(name) ? visibleLines(data) : visible(data);
  if (Array.isArray(data)) return data.map((each) => shown(each, name));
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [visible(key), shown(value, key)]));
}
