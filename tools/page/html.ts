/** Markup: its text holds nothing that was not meant as markup. Made by `html`, or of a text that is markup already. */
export class Html {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** Values of a template: text is escaped, markup is not, lists are joined, `undefined` is left out. */
export type Part = Html | string | number | undefined | readonly Part[];

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character] as string);

const textOf = (part: Part): string => {
  if (part instanceof Html) return part.text;
  if (part === undefined) return "";
  return typeof part === "object" ? part.map(textOf).join("") : escape(String(part));
};

/** Makes markup (HTML or SVG) of a template. Every value is escaped, so that it cannot become markup wherever it stands. */
export const html = (literals: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(literals.map((literal, index) => literal + textOf(parts[index])).join(""));
