import { startBuild } from "../../modules/bundles/build-in-thread";
import { bundleOptions } from "../../modules/bundles/bundle";
import { entryPoints } from "../../modules/bundles/programs";
import type { Bench, Figure } from "./figure";
import { packageOf } from "./package-of";
import { programNames, type ProgramName } from "./startup-programs";

/** Of the bundle's bytes. */
const leastShare = 0.03;

/** What the bundles are made of: the packages that take most of each, after all that is not used is gone. */
export const bundleContents: Bench = {
  name: "bundle-contents",
  run: () => Promise.resolve(programNames.flatMap(contentsOf)),
};

function contentsOf(name: ProgramName): Figure[] {
  const { metafile } = startBuild({ ...bundleOptions, entryPoints: { [name]: entryPoints[name] }, metafile: true })();
  const [output] = Object.values(metafile?.outputs ?? {});
  if (!output) throw new Error(`esbuild made no output of ${entryPoints[name]}`);
  const packages = new Map<string, number>();
  for (const [file, { bytesInOutput }] of Object.entries(output.inputs)) {
    const owner = packageOf(file) ?? "the kit's own code";
    packages.set(owner, (packages.get(owner) ?? 0) + bytesInOutput);
  }
  const whole = { what: "the bundle", value: output.bytes / 1_000 };
  return [...packages]
    .filter(([, bytes]) => bytes >= leastShare * output.bytes)
    .sort(([, a], [, b]) => b - a)
    .map(([owner, bytes]) => ({
      what: `${name} carries ${owner}: size`,
      unit: "KB",
      value: bytes / 1_000,
      comparedWith: whole,
    }));
}
