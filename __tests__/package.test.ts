import { buildSync } from "esbuild";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bundleOptions } from "../modules/bundles/bundle";
import { entryPoints } from "../modules/bundles/programs";
import packageJson from "../package.json";
import { root } from "./support/checkout";

/** The packages that this repository's own files import in what is bundled into AWS. */
function bundledPackages(): string[] {
  const { metafile } = buildSync({ ...bundleOptions, entryPoints, metafile: true });
  const ours = Object.entries(metafile.inputs).filter(([file]) => !file.startsWith("node_modules/"));
  const names = ours.flatMap(([, { imports }]) =>
    imports.flatMap(({ path }) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []),
  );
  return [...new Set(names)].sort();
}

describe("Given package.json", () => {
  it("When dependencies are compared with what is bundled into AWS, then they are the same packages", () => {
    expect(Object.keys(packageJson.dependencies)).toEqual(bundledPackages());
  });

  it("When versions are read, then each is exact: the same packages everywhere", () => {
    const versions = Object.entries({ ...packageJson.dependencies, ...packageJson.devDependencies });
    const exact = /^(npm:@?[^@]+@)?\d+\.\d+\.\d+$/;
    expect(versions.filter(([, version]) => !exact.test(version))).toEqual([]);
  });

  it("When scripts are compared with CONTRIBUTING's table, then each is there once, in the same order", () => {
    const contributing = readFileSync(join(root, ".github", "CONTRIBUTING.md"), "utf8");
    const listed = [...contributing.matchAll(/^\| `(?:npm run |npm )([\w:]+)[^`]*` +\| \S/gm)].map(([, name]) => name);
    expect(listed).toEqual(Object.keys(packageJson.scripts));
  });
});
