/** Reads a protobuf varint. @returns its value, and where the next thing begins */
function varint(message: Buffer, begin: number): readonly [number, number] {
  let [value, factor, at] = [0, 1, begin];
  for (;;) {
    const byte = message.readUInt8(at);
    value += (byte & 127) * factor;
    factor *= 128;
    at += 1;
    if (byte < 128) return [value, at];
  }
}

/** The tag of a message's first field, when that is a text: in an entry of a map it is the key. */
const firstText = 10;

function keyOf(entry: Buffer): string {
  if (entry[0] !== firstText) return "";
  const [length, begin] = varint(entry, 1);
  return entry.toString("utf8", begin, begin + length);
}

/**
 * The AWS provider's answer to tfplugin5's GetSchema with the schemas of some types of resources and data sources only, each as it
 * was.
 *
 * @param types names such as `aws_vpc`
 * @param message of gRPC, whose first five bytes are its header. https://grpc.io: "Length-Prefixed-Message"
 */
export function onlySchemasOf(types: ReadonlySet<string>, message: Buffer): Buffer {
  const kept: Buffer[] = [];
  for (let at = 5; at < message.length;) {
    // Each field of it is a message or an entry of a map: a tag, a length, content.
    const [, afterTag] = varint(message, at);
    const [length, begin] = varint(message, afterTag);
    const end = begin + length;
    const key = keyOf(message.subarray(begin, end));
    if (!key.startsWith("aws_") || types.has(key)) kept.push(message.subarray(at, end));
    at = end;
  }
  const content = Buffer.concat(kept);
  const header = Buffer.alloc(5);
  header.writeUInt32BE(content.length, 1);
  return Buffer.concat([header, content]);
}
