import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../support/checkout";
import { unfinishedIndex } from "../../../workflow/audit-rows";

const read = (file: string): string => readFileSync(join(root, file), "utf8");

/** Attributes of an interface of workflow/audit-rows.ts. */
const attributesOf = (row: string): string[] => {
  const [, body = ""] =
    new RegExp(`interface ${row} \\{\\n([^]*?)^\\}`, "m").exec(read("workflow/audit-rows.ts")) ?? [];
  return [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name = ""]) => name);
};

/** Names in the first column of the table of docs/operations.md whose heading begins so. */
const documented = (heading: string): string[] => {
  const [, table = ""] =
    new RegExp(`^\\| ${heading}[^]*?\\n\\| -.*\\n((?:\\|.*\\n)+)`, "m").exec(read("docs/operations.md")) ?? [];
  return [...table.matchAll(/^\| (`[^|]+`) +\|/gm)].flatMap(([, cell = ""]) => cell.match(/\w+/g) ?? []);
};

describe("Given the audit trail's tables in docs/operations.md", () => {
  it.each([
    ["a run's row", "SummaryRow", []],
    ["a task's row", "DetailRow", [unfinishedIndex.rangeKey]],
  ])("When that of %s is held against the code, then it has each attribute, and no others", (heading, row, more) => {
    expect(documented(heading).toSorted()).toEqual([...attributesOf(row), ...more].toSorted());
    expect(attributesOf(row).length).toBeGreaterThan(10);
  });
});
