import fc from "../../support/seeded";
import { csvRecords } from "../../../tools/lists/csv";

async function read(text: string): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const { line, value } of csvRecords(text)) values.push([line, ...Object.values(value)]);
  return values;
}

describe("Given CSV, as the ItemReader of a Distributed Map reads it", () => {
  it.each([
    [
      "plain fields",
      "a,b\n1,2\n3,4",
      [
        [2, "1", "2"],
        [3, "3", "4"],
      ],
    ],
    ["a byte order mark and CR LF", "\ufeffa,b\r\n1,2\r\n", [[2, "1", "2"]]],
    ["commas, newlines and doubled quotation marks in quoted fields", 'a,b\n"1,\n""1""",2', [[3, '1,\n"1"', "2"]]],
    ["fewer fields than names", "a,b\n1", [[2, "1", ""]]],
    ["more fields than names", "a,b\n1,2,3", [[2, "1", "2"]]],
    [
      "doubled backslashes",
      "a,b\nC:\\\\Program Files\\\\MyApp.exe,6534512",
      [[2, "C:\\Program Files\\MyApp.exe", "6534512"]],
    ],
    ["escaped commas", "a,b\n1\\,1,2", [[2, "1,1", "2"]]],
    ["escaped quotation marks in a pair", 'a,b\n\\"1\\","x \\"y\\" z"', [[2, '"1"', 'x "y" z']]],
    ["backslashes before what needs none", "a,b\n\\n1\\x,2\\", [[2, "n1x", "2"]]],
    [
      "a backslash at a line's end",
      "a,b\n1,2\\\n3,4",
      [
        [2, "1", "2"],
        [3, "3", "4"],
      ],
    ],
    ["lines with nothing on them", "a,b\n\n1,2\n\n", [[3, "1", "2"]]],
    ["names alone", "a,b\n", []],
  ])("When it has %s, then the records are those of the guide", async (_name, text, records) => {
    await expect(read(text)).resolves.toEqual(records);
  });

  it.each([
    ["a quotation mark within an unquoted field", 'a,b\n1,2"2\n3,4', /Invalid Opening Quote.* at line 2/],
    ["a quotation mark that is not closed", 'a,b\n1,"2\n3,4\n', /Quote Not Closed/],
    ["something after a closing quotation mark", 'a,b\n"1"1,2\n', /Invalid Closing Quote/],
    ["a quotation mark that swallows the rest of a long list", `a,b\n"${"1,2\n".repeat(100_000)}`, /Max Record Size/],
    ["one escaped quotation mark", 'a,b\n1,2\n1\\",2', /on line 3, a quotation mark after a backslash/],
    ["a character that stands for an escaped one", "a\n\ufdd1", /the character U\+fdd1/],
  ])(
    "When it has %s, then it is refused, and where is said: nothing is lost in silence",
    async (_name, text, message) => {
      await expect(read(text)).rejects.toMatchObject({
        name: "CsvFault",
        message: expect.stringMatching(message) as unknown,
      });
    },
  );

  it("When it is longer than what the parser is given at a time, then no record is lost or cut", async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => [`"in/${index}, a"`, `n${index}\\,`]);
    const values = await read(["a,b", ...rows.map((row) => row.join(","))].join("\n"));
    expect(values).toEqual(rows.map((_, index) => [index + 2, `in/${index}, a`, `n${index},`]));
  });

  it("When any fields are written with quotation marks and escapes, then they are read as they were", async () => {
    const text = fc.string({ unit: fc.constantFrom("a", ",", '"', "\\", "\n", "é", " ") });
    const written = (value: string) => `"${value.replaceAll("\\", "\\\\").replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text)), async (rows) => {
        const csv = ["a,b", ...rows.map((row) => row.map(written).join(","))].join("\n");
        const values = (await read(csv)) as unknown[][];
        expect(values.map(([, ...fields]) => fields)).toEqual(rows);
      }),
    );
  });
});
