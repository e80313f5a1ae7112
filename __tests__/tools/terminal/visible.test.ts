import { visible, visibleData, visibleLines } from "../../../tools/terminal/visible";
import { table } from "../../../tools/terminal/table";

describe("Given text that came from others", () => {
  it.each([
    ["a clipboard write (OSC 52)", "a\u001b]52;c;cm0gLXJmIH4=\u0007", "a\\x1b]52;c;cm0gLXJmIH4=\\x07"],
    ["a C1 control", "a\u009b31mb", "a\\x9b31mb"],
    ["DEL, CR and LF", "a\u007f\r\nb", "a\\x7f\\x0d\\x0ab"],
    ["a right-to-left override", "in/\u202egpj.exe", "in/\\u202egpj.exe"],
    ["an isolate and a mark", "\u2066a\u2069\u200e\u061c", "\\u2066a\\u2069\\u200e\\u061c"],
    ["half of a character", "x\ud83d", "x\\ud83d"],
    ["letters, emoji and combining marks", "Übergröße 東京 🎉 e\u0301", "Übergröße 東京 🎉 e\u0301"],
  ])("When it has %s, then that is seen, and not obeyed", (_name, text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it("When it is a text of lines, then lines stay", () => {
    expect(visibleLines("a\u0007\r\nb\u001b[2J")).toBe("a\\x07\nb\\x1b[2J");
  });

  it("When it stands anywhere in data, then each text is made visible, and all else stays", () => {
    const row = { name: "\u001b[2J", count: 3, at: null, list: ["\u202e", true], "k\u0007": { cause: "a\nb\u0007" } };
    expect(visibleData(row)).toEqual({
      name: "\\x1b[2J",
      count: 3,
      at: null,
      list: ["\\u202e", true],
      "k\\x07": { cause: "a\nb\\x07" },
    });
  });
});

describe("Given a table", () => {
  const columns = ["Task", "Object"].map((heading, index) => ({
    heading,
    cell: (row: readonly string[]) => row[index],
  }));

  it("When the terminal is narrow, then the widest column goes over lines at its spaces, and none is cut", () => {
    const text = table(columns, [["copy-1", "the first of several words and averyveryverylongword"]], 30);
    expect(text.split("\n")).toEqual([
      "Task    Object",
      "copy-1  the first of several",
      "        words and",
      "        averyveryverylongword",
    ]);
  });

  it("When a line of a cell is as wide as its column, then the next one begins with a word, not with the blank between", () => {
    expect(
      table(columns, [["copy-1", "one two three four seven eight"]], 26)
        .split("\n")
        .slice(1),
    ).toEqual(["copy-1  one two three four", "        seven eight"]);
  });

  it("When a word alone is wider, then it is broken there, and every line fits", () => {
    const lines = table(columns, [["t".repeat(100), "o".repeat(100)]], 40).split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
    expect(lines.join("").match(/[to]/g)?.length).toBeGreaterThanOrEqual(200);
  });

  it("When there is no terminal, then a row is a line", () => {
    expect(table(columns, [["t".repeat(100), "o".repeat(100)]]).split("\n")).toHaveLength(2);
  });
});
