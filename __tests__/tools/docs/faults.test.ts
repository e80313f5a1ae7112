import { readFileSync } from "node:fs";
import { join } from "node:path";
import { faults } from "../../../tools/faults";
import { faultList } from "../../../tools/run-local/shown-fault";
import { root } from "../../support/checkout";

describe("Given the table of docs/faults.md, which says what every fault is, what is seen of it, and what to do", () => {
  const rows = readFileSync(join(root, "docs/faults.md"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()));

  it("When it is held against the lab, then it has each fault, with the patterns that can meet it, and all is said", () => {
    expect(rows.map(([name, patterns]) => `${String(name)} ${String(patterns)}`)).toEqual(
      faults.map(({ name, patterns }) => `\`${name}\` ${patterns.join(", ")}`),
    );
    expect(rows.filter((cells) => cells.length !== 5 || cells.includes(""))).toEqual([]);
  });

  it("When faults are listed, then each line says what the table does", () => {
    const [, ...listed] = faultList().split("\n");
    expect(listed.map((line) => line.split(/ {2,}/))).toEqual(
      rows.map(([name = "", patterns = "", what = ""]) => [name.slice(1, -1), patterns, what]),
    );
  });

  it("When they are listed in a terminal of 80 columns, then no line is longer", () => {
    expect(
      faultList(80)
        .split("\n")
        .filter((line) => line.length > 80),
    ).toEqual([]);
  });
});
