import XmlBuilder from "fast-xml-builder";

const entities: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;" };

/** Control characters become numbers: a reader would take CR for LF. */
const escape = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  text.replace(/[<>&"\u0000-\u001f]/g, (found) => entities[found] ?? `&#${found.charCodeAt(0)};`);

const builder = new XmlBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  processEntities: false,
  tagValueProcessor: (_, value) => escape(String(value)),
});

/**
 * An XML document.
 *
 * @param content elements by name, a list for several of one name, and attributes as `@name`; what is undefined is left out
 */
export const toXml = (content: object): string => `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(content)}`;
