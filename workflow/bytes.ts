import { attributeType } from "./audit-rows";

/** Bytes of UTF-8. */
export const bytesOf = (text: string): number => Buffer.byteLength(text, "utf8");

/** A Number takes a byte for two significant digits, and one. */
const numberBytes = (digits: string): number => Math.ceil(digits.replace(/^0+|0+$/g, "").length / 2) + 1;

/** Bytes of a row as an item. DynamoDB developer guide, "DynamoDB item sizes and formats". */
export const itemBytes = (row: object): number =>
  Object.entries(row)
    .map(([name, value]) => {
      const text = String(value);
      return bytesOf(name) + (attributeType(name) === "N" ? numberBytes(text) : bytesOf(text));
    })
    .reduce((sum, bytes) => sum + bytes, 0);
