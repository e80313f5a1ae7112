import fc from "../support/seeded";
import { utf8Pieces, utf8Text } from "../../workflow/utf8";

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield Promise.resolve(bytes.subarray(from, from + size));
}

async function inPieces(bytes: Uint8Array, size: number): Promise<string> {
  let text = "";
  for await (const piece of utf8Pieces(pieces(bytes, size))) text += piece;
  return text;
}

describe("Given bytes that are to be a text", () => {
  it.each([
    ["Windows-1252 after 16 letters", Buffer.from("in/Stra\xdfe/Gr\xfc\xdfe", "latin1"), 8],
    ["a byte that begins nothing", Buffer.from([0x61, 0xff]), 2],
    ["a character that is cut", Buffer.from([0x61, 0xe2, 0x82]), 2],
    ["one that is cut by another", Buffer.from([0xe2, 0x82, 0x61]), 1],
    ["half of a pair", Buffer.from([0x61, 0x62, 0xed, 0xa0, 0x80]), 3],
    ["a longer form than needed", Buffer.from([0xc0, 0xaf]), 1],
  ])("When they are %s, then they are refused, and the byte is named", async (_name, bytes, byte) => {
    const fault = { name: "NotUtf8", message: `is not UTF-8, byte ${byte}` };
    expect(() => utf8Text(bytes)).toThrow(expect.objectContaining(fault) as Error);
    for (const size of [1, 2, 100]) await expect(inPieces(bytes, size)).rejects.toMatchObject(fault);
  });

  it("When they begin with a byte order mark, then it is passed over", async () => {
    const bytes = Buffer.from("\ufeffa\ufeffb");
    expect([utf8Text(bytes), await inPieces(bytes, 1)]).toEqual(["a\ufeffb", "a\ufeffb"]);
  });

  it("When they are any text, then it comes whole, in whatever pieces", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 5 }), async (given, size) => {
        const text = given.replace(/^\ufeff/, "");
        expect([utf8Text(Buffer.from(text)), await inPieces(Buffer.from(text), size)]).toEqual([text, text]);
      }),
    );
  });
});
