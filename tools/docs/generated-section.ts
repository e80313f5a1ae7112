import prettier from "prettier";

/**
 * A Markdown document with what stands between `<!-- name -->` and `<!-- /name -->` replaced by `content`, formatted as
 * the rest of this repository is.
 *
 * @throws Error when the document has no such section
 */
export async function withSection(document: string, name: string, content: string): Promise<string> {
  const section = new RegExp(`(<!-- ${name} -->)[^]*?(<!-- /${name} -->)`);
  if (!section.test(document))
    throw new Error(`The document has no section between <!-- ${name} --> and <!-- /${name} -->`);
  const replaced = document.replace(section, (_all, start: string, end: string) => `${start}\n\n${content}\n\n${end}`);
  return prettier.format(replaced, { parser: "markdown", printWidth: 120 });
}
