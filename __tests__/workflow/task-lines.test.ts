import type { InvalidWorkflowSpec } from "../../workflow/errors";
import { objectFaults } from "../../workflow/spec-faults";
import { entryRule } from "../../workflow/spec-rules";
import { parseTaskLines } from "../../workflow/task-lines";
import { copyJob } from "../../workflow/job";

const entry = JSON.stringify({ taskName: "a", objectKey: "in/a" });
const isEntry = (entry: unknown) => objectFaults(entryRule(copyJob), entry);
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

  it("When each of its lines has faults, then the first are told and the rest counted, in little memory", () => {
    const columns = Array.from({ length: 50 }, (_, index) => [`column${index}`, index]);
    const line = `${JSON.stringify(Object.fromEntries(columns))}\n`;
    const before = process.memoryUsage().heapUsed;
    let refusal: unknown;
    try {
      parseTaskLines(line.repeat(20_000), isEntry);
    } catch (error) {
      refusal = error;
    }
    const { faults, message } = refusal as InvalidWorkflowSpec;
    expect([faults.length, faults[0], faults[2], message.split("\n").at(-1)]).toEqual([
      20,
      "taskSource, line 1: taskName: is missing",
      "taskSource, line 1: column0: is not an attribute of this entry",
      `- and ${20_000 * 52 - 20} more`,
    ]);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100 * 1024 ** 2);
  });

  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  const name = "must be well-formed text of 1 to 128 bytes of UTF-8 without control characters";
  it.each([
    ["is nested 100,000 deep", deep, "entry: must be an object, received […"],
    ["has a name that is", `{"taskName":${deep},"objectKey":"a"}`, `taskName: ${name}, received […`],
    ["is nested 16 million deep", "[".repeat(2 ** 24), "has 16777216 characters, more than any entry: at most 262144"],
  ])("When a line %s, then it is refused like any other that is no entry", (_name, line, fault) => {
    expect(faultsOf(line)).toEqual([`taskSource, line 1: ${fault}`]);
  });
});
