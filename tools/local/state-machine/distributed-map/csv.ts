import type { JsonObject } from "../../json";

/** A field of RFC 4180, and what ends it: a comma, a line or the text. */
const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;

function rowsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain = "", end] of text.matchAll(field)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === "") break;
    if (end !== ",") rows.push([]);
  }
  return rows.filter((row) => row.some((value) => value !== ""));
}

/** The lines of a CSV text as objects; the first line has the names. RFC 4180. */
export function parseCsv(text: string): JsonObject[] {
  const [names = [], ...rows] = rowsOf(text);
  return rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] ?? ""])));
}
