import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import packageJson from "../../../package.json";
import { settingTable } from "../../../stacks/settings/table";
import { variableOf } from "../../../stacks/settings/read";
import { root } from "../../support/checkout";
import { foreignWords } from "../../support/foreign-words";

const tracked = execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" }).trim().split("\n");
const read = (file: string): string => readFileSync(join(root, file), "utf8");

/** The documents for people; the changelog names what is gone. */
const documents = tracked.filter(
  (file) => file.endsWith(".md") && file !== "docs/changelog.md" && existsSync(join(root, file)),
);

const words = (text: string): string[] => text.match(/[A-Za-z_][\w-]*/g) ?? [];

const isCode = (file: string): boolean =>
  /\.(ts|js|mjs|json|ya?ml)$|Dockerfile$|^\.ci\//.test(file) && !/package-lock|foreign-words/.test(file);

const settings = new Set(Object.keys(settingTable).map(variableOf));

/** Every word of what is not written for people: a name that is none of them names nothing. */
const known = new Set([
  ...settings,
  ...tracked.filter((file) => isCode(file) && existsSync(join(root, file))).flatMap((file) => words(read(file))),
]);
const folders = new Set(tracked.flatMap((file) => file.split("/").slice(0, -1)));
const files = new Set(tracked.flatMap((file) => file.split("/").at(-1) ?? []));
const foreign = new Set(Object.values(foreignWords).flat());

/** What stands in code font within a line, links and fenced blocks apart. */
const spans = (text: string): string[] =>
  [...text.replace(/^ *```[^]*?^ *```/gm, "").matchAll(/(`+)(.+?)\1(?!`)/g)].map(([, , span = ""]) => span);

const shell = (text: string): string =>
  [...text.matchAll(/^ *```bash\n([^]*?)^ *```/gm)].map(([, block]) => block).join("\n");

/** Placeholders are not names: `<stack>`, `RUN`, `…`. */
const withoutPlaceholders = (span: string): string => span.replace(/<[^>]*>|\b[A-Z]{2,}\b|\\\|/g, " ");

const isWord = (word: string): boolean => known.has(word) || folders.has(word) || files.has(word) || foreign.has(word);

/** A name, or one that is made of names, such as that of a stack. */
const isName = (word: string): boolean =>
  isWord(word) || word.split(/[-_]/).every((part) => /^(\d*|.)$/.test(part) || isWord(part));

describe("Given the documents", () => {
  it.each(documents)("When %s names something in code font, then it exists, or is known to be another's", (file) => {
    const unknown = spans(read(file)).flatMap((span) =>
      words(withoutPlaceholders(span)).filter((word) => word.length > 2 && !isName(word)),
    );
    expect([...new Set(unknown)]).toEqual([]);
  });

  it.each(documents)("When %s names a path of this repository, then there is something", (file) => {
    const top = new Set(tracked.map((one) => one.split("/")[0]));
    const paths = [...spans(read(file)), ...shell(read(file)).split(/\s+/)].filter(
      (span) => /^[\w.-]+(\/[\w.@-]+)+\/?$/.test(span) && top.has(span.split("/")[0] ?? ""),
    );
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it.each(documents)("When %s calls a script, gives an option or sets a setting, then there is one", (file) => {
    const text = [...spans(read(file)), shell(read(file))].join("\n");
    const scripts = [...text.matchAll(/npm run (?:--?\w+ )*([a-z][\w:-]*)/g)].map(([, name = ""]) => name);
    const options = [...text.matchAll(/(?<=\s)--([a-z][\w-]+)/g)].map(([, name = ""]) => name);
    const variables = text.match(/\bKIT_[A-Z_]+/g) ?? [];
    expect({
      scripts: scripts.filter((name) => !(name in packageJson.scripts)),
      options: options.filter((name) => !isName(name)),
      variables: variables.filter((name) => !settings.has(name)),
    }).toEqual({ scripts: [], options: [], variables: [] });
  });
});

/** The anchor of a heading on GitHub. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, "")
    .trim()
    .replaceAll(" ", "-");

const anchorsIn = (file: string): string[] =>
  [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading));

describe("Given the links between the documents", () => {
  it.each(documents)("When those of %s are followed, then each leads to a file, and to a heading in it", (file) => {
    const links = [...read(file).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].map(([, path = "", anchor]) => ({
      target: path === "" ? file : join(dirname(file), path),
      anchor,
    }));
    const dead = links.filter(
      ({ target, anchor }) =>
        !existsSync(join(root, target)) || (anchor !== undefined && !anchorsIn(target).includes(anchor)),
    );
    expect(dead).toEqual([]);
  });

  it("When the README's table is read, then every page of docs/ is in it, but the changelog", () => {
    const pages = documents.filter((file) => file.startsWith("docs/"));
    expect(pages.filter((page) => !read("README.md").includes(`](${page})`))).toEqual([]);
  });
});

describe("Given the words that are another's", () => {
  it("When the documents are read, then each of the words is in one of them, and names nothing here", () => {
    const used = new Set(documents.flatMap((file) => [...spans(read(file)), shell(read(file))].flatMap(words)));
    expect([...foreign].filter((word) => !used.has(word))).toEqual([]);
    expect([...foreign].filter((word) => known.has(word))).toEqual([]);
  });
});

describe("Given the README", () => {
  it("When its words are counted, then they are no more than 1,600", () => {
    expect(read("README.md").split(/\s+/).length).toBeLessThanOrEqual(1_600);
  });
});
