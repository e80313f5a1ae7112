import { XMLParser } from "fast-xml-parser";
import { S3Error } from "./s3-error";

/** Content of an element: text, elements by name, or several of one name. */
type Content = string | number | boolean | readonly Content[] | { readonly [name: string]: Content | undefined };

const entities: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;" };

/** A text inside of an element. Control characters become numbers: a reader would take CR for LF. */
const escape = (text: string): string =>
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  text.replace(/[<>&"\u0000-\u001f]/g, (found) => entities[found] ?? `&#${found.charCodeAt(0)};`);

const element = (name: string, content: Content): string =>
  Array.isArray(content)
    ? content.map((each: Content) => element(name, each)).join("")
    : `<${name}>${typeof content === "object" ? elements(content) : escape(String(content))}</${name}>`;

const elements = (content: object): string =>
  Object.entries(content)
    .filter((entry): entry is [string, Content] => entry[1] !== undefined)
    .map(([name, each]) => element(name, each))
    .join("");

/** A document. */
export const toXml = (root: string, content: Content): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, content).replace(">", ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/">')}`;

const parser = new XMLParser({
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  ignoreDeclaration: true,
  isArray: (name) => name === "Part",
});

/**
 * Content of a document inside of its root element. Those named Part are a list.
 *
 * @throws S3Error MalformedXML
 */
export function fromXml(text: string, root: string): Readonly<Record<string, unknown>> {
  try {
    const found = (parser.parse(text, true) as Readonly<Record<string, unknown>>)[root];
    if (found !== undefined) return typeof found === "object" ? { ...found } : {};
  } catch {
    // Said below.
  }
  throw new S3Error("MalformedXML");
}
