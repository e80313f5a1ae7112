import { buildSync } from "esbuild";
import { bundleOptions } from "../bundles/bundle";
import { entryPoints } from "../bundles/programs";
import type { Bench, Figure } from "./figure";
import { packageOf } from "./package-of";
import { programNames, type ProgramName } from "./startup-programs";

const shown = 10;

/** What the bundles are made of: the files and the packages that take most of each, after all that is not used is gone. */
export const bundleContents: Bench = {
  name: "bundle-contents",
  run: () => Promise.resolve(programNames.flatMap(contentsOf)),
};

function contentsOf(name: ProgramName): Figure[] {
  const { metafile } = buildSync({ ...bundleOptions, entryPoints: { [name]: entryPoints[name] }, metafile: true });
  const [output] = Object.values(metafile.outputs);
  if (!output) throw new Error(`esbuild made no output of ${entryPoints[name]}`);
  const files = Object.entries(output.inputs).map(([file, { bytesInOutput }]) => [file, bytesInOutput] as const);
  const packages = files.map(([file, bytes]) => [packageOf(file) ?? "the kit's own code", bytes] as const);
  const whole = { what: "the bundle", value: output.bytes / 1_000 };
  return [...largest(packages), ...largest(files)].map(([part, bytes]) => ({
    what: `${name} carries ${part.replace(/^.*node_modules\//, "")}`,
    unit: "KB",
    value: bytes / 1_000,
    comparedWith: whole,
  }));
}

/** Sums of equal names, the largest first. */
function largest(parts: readonly (readonly [name: string, bytes: number])[]): [string, number][] {
  const sums = new Map<string, number>();
  for (const [name, bytes] of parts) sums.set(name, (sums.get(name) ?? 0) + bytes);
  return [...sums].sort(([, a], [, b]) => b - a).slice(0, shown);
}
