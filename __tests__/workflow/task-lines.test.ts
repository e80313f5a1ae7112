import { objectFaults } from "../../workflow/spec-faults";
import { entryRule } from "../../workflow/spec-rules";
import { parseTaskLines } from "../../workflow/task-lines";

const entry = JSON.stringify({ taskName: "a", objectKey: "in/a" });
const isEntry = (entry: unknown) => objectFaults(entryRule({}), entry);
const faultsOf = (text: string): unknown => {
  try {
    return parseTaskLines(text, isEntry);
  } catch (error) {
    return (error as { faults: unknown }).faults;
  }
};

describe("Given a list of entries, a line each", () => {
  it("When lines are blank, then they are passed over, and faults keep the numbers of their lines", () => {
    expect(parseTaskLines(`\n${entry}\r\n  \n${entry}`, isEntry).map(({ taskName }) => taskName)).toEqual([
      "0:a",
      "1:a",
    ]);
    expect(faultsOf(`\n${entry}\n\n{}`)).toEqual([expect.stringMatching(/^taskSource, line 4: /), expect.anything()]);
  });

  it("When it is 16 MiB of line feeds, then it has no entries, in little memory", () => {
    const before = process.memoryUsage().heapUsed;
    expect(faultsOf("\n".repeat(16 * 1024 ** 2))).toEqual(["taskSource: the list has no entries"]);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100 * 1024 ** 2);
  });

  it("When it is 16 MiB of short lines, then it is refused by their number", () => {
    expect(faultsOf("1\n".repeat(8 * 1024 ** 2))).toEqual([
      expect.stringMatching(/the list has 8388608 entries, of at most/),
    ]);
  });

  it.each([
    ["nested 100,000 deep", "[".repeat(100_000) + "]".repeat(100_000)],
    ["nested 8 million deep", "[".repeat(8 * 1024 ** 2) + "]".repeat(8 * 1024 ** 2)],
  ])("When a line is %s, then it is refused like any other that is none", (_name, line) => {
    expect(faultsOf(line)).toEqual([expect.stringMatching(/^taskSource, line 1: /)]);
  });
});
