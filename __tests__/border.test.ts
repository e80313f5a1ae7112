import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "./support/checkout";

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}

/** The rules that files by path break, as `npm run check` reports them: `rule: importer → imported`. */
function brokenRules(files: Readonly<Record<string, string>>): string[] {
  const folder = mkdtempSync(join(tmpdir(), "border-"));
  try {
    cpSync(join(root, "tsconfig.json"), join(folder, "tsconfig.json"));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const cruise = join(root, "node_modules", "dependency-cruiser", "bin", "dependency-cruise.mjs");
    const config = join(root, ".dependency-cruiser.mjs");
    const parameters = [cruise, "--config", config, "--output-type", "json", ...Object.keys(files)];
    const { stdout, stderr } = spawnSync(process.execPath, parameters, { cwd: folder, encoding: "utf8" });
    if (stdout === "") throw new Error(stderr);
    const { summary } = JSON.parse(stdout) as { summary: { violations: readonly Violation[] } };
    return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`).sort();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const importing = (path: string) => `import { thing } from "${path}";\nexport const other = thing;\n`;

/** The importer with the imported file, from its folder. */
const crossings = [
  ["product-without-tools", "handlers/a.ts", "../tools/thing"],
  ["workflow-is-the-base", "workflow/b.ts", "../handlers/thing"],
  ["programs-know-the-vocabulary", "handlers/c.ts", "../modules/thing"],
  ["container-knows-the-vocabulary", "ecs-task/d.ts", "../handlers/thing"],
  ["bundled-by-path", "modules/e.ts", "../handlers/thing"],
  ["stacks-above-modules", "stacks/f.ts", "../handlers/thing"],
  ["cli-without-engines", "tools/cli/g.ts", "../local/thing"],
  ["engine-without-lab", "tools/local/h.ts", "../faults/thing"],
  ["tools-without-tests", "tools/page/i.ts", "../../__tests__/thing"],
] as const;

const imported = (importer: string, path: string): string => `${join(dirname(importer), path)}.ts`;

describe("Given files that break each rule of the border once, and files that keep them", () => {
  it("When they are checked, then each broken rule is reported with its files, and nothing else", () => {
    const files = {
      ...Object.fromEntries(
        crossings.map(([, importer, path]) => [imported(importer, path), "export const thing = 1;\n"]),
      ),
      ...Object.fromEntries(crossings.map(([, importer, path]) => [importer, importing(path)])),
      "workflow/status.ts": "export const thing = 1;\n",
      "handlers/keeps.ts": importing("../workflow/status"),
      "workflow/one.ts": 'import type { Two } from "./two";\nexport type One = Two | 1;\n',
      "workflow/two.ts": 'import type { One } from "./one";\nexport type Two = One | 2;\n',
    };
    expect(brokenRules(files)).toEqual(
      [
        ...crossings.map(([rule, importer, path]) => `${rule}: ${importer} → ${imported(importer, path)}`),
        "no-circles: workflow/one.ts → workflow/two.ts",
      ].sort(),
    );
  });
});
