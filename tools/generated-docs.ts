import { withSection } from "./generated-section";
import { settingsTable } from "./settings-table";

/** A document, a part of which is made from the sources. */
export interface GeneratedSection {
  /** Path from the root of the repository. */
  readonly file: string;
  /** The document with that part brought up to date. */
  readonly write: (document: string) => Promise<string>;
}

/** Every part of the documents that is made from the sources. `npm run docs` writes them. */
export const generatedSections: readonly GeneratedSection[] = [
  { file: "README.md", write: (document) => withSection(document, "settings", settingsTable()) },
];
