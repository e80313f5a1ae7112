import { buildSync } from "esbuild";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { bundleOptions } from "../../modules/bundles/bundle";
import { entryPoints } from "../../modules/bundles/programs";
import { projectFolder } from "../../modules/bundles/project-folder";
import type { Figure } from "./figure";
import { packageFolderOf } from "./package-of";
import { bundledProgram, programMade, programNames, untrimmed, zipOf, type ProgramName } from "./startup-programs";

const kb = (bytes: number): number => bytes / 1_000;

/** The jars of the Java kit that this one follows, as its README states them: KB. */
export const originalJars: Readonly<Record<ProgramName, number>> = {
  "task-launcher": 21_000,
  "task-monitor": 21_000,
  "ecs-task": 19_000,
};

/** Bytes of each program, beside its packages as npm installs them, and of what is deployed, beside the Java kit's. */
export const programSizes = (): Figure[] => programNames.flatMap(sizesOf);

function sizesOf(name: ProgramName): Figure[] {
  const program = kb(bundledProgram(name).length);
  const zip = zipOf(name);
  const jar = { what: "the original's jar, as its README states", value: originalJars[name] };
  return [
    {
      what: `size of ${name}: bundle`,
      unit: "KB",
      value: program,
      comparedWith: {
        what: "bundled with all that the AWS SDK brings along",
        value: kb(programMade(name, untrimmed).length),
      },
    },
    {
      what: `size of ${name}: bundle`,
      unit: "KB",
      value: program,
      comparedWith: { what: "its packages unbundled", value: kb(packageBytes(name)) },
    },
    zip
      ? { what: `size of ${name}: zip`, unit: "KB", value: kb(zip.length), comparedWith: jar }
      : { what: `size of ${name}: program in the image`, unit: "KB", value: program, comparedWith: jar },
  ];
}

/** What the packages that a program reaches take on disk. */
function packageBytes(name: ProgramName): number {
  const { metafile } = buildSync({
    ...bundleOptions,
    ...untrimmed,
    entryPoints: { [name]: entryPoints[name] },
    metafile: true,
  });
  const folders = new Set(Object.keys(metafile.inputs).flatMap((file) => packageFolderOf(file) ?? []));
  return [...folders].reduce((sum, folder) => sum + folderBytes(join(projectFolder, folder)), 0);
}

/** Packages within the package are told apart by their own folder. */
const folderBytes = (folder: string): number =>
  readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== "node_modules")
    .map((entry) => join(folder, entry.name))
    .reduce((sum, path) => sum + (statSync(path).isDirectory() ? folderBytes(path) : statSync(path).size), 0);
