import fc from "../support/seeded";
import { utf8Text } from "../../workflow/utf8";

describe("Given bytes that are to be a text", () => {
  it.each([
    ["Windows-1252 after 16 letters", Buffer.from("in/Stra\xdfe/Gr\xfc\xdfe", "latin1"), 8],
    ["a byte that begins nothing", Buffer.from([0x61, 0xff]), 2],
    ["a character that is cut", Buffer.from([0x61, 0xe2, 0x82]), 2],
    ["one that is cut by another", Buffer.from([0xe2, 0x82, 0x61]), 1],
    ["half of a pair", Buffer.from([0x61, 0x62, 0xed, 0xa0, 0x80]), 3],
    ["a longer form than needed", Buffer.from([0xc0, 0xaf]), 1],
  ])("When they are %s, then they are refused, and the byte is named", (_name, bytes, byte) => {
    const fault = { name: "NotUtf8", message: `is not UTF-8, byte ${byte}` };
    expect(() => utf8Text(bytes)).toThrow(expect.objectContaining(fault) as Error);
  });

  it("When they begin with a byte order mark, then it is passed over", () => {
    expect(utf8Text(Buffer.from("\ufeffa\ufeffb"))).toBe("a\ufeffb");
  });

  it("When they are any text, then it comes whole", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (given) => {
        const text = given.replace(/^\ufeff/, "");
        expect(utf8Text(Buffer.from(text))).toBe(text);
      }),
    );
  });
});
