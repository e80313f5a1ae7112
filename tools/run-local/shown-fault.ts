import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../modules/bundles/project-folder";
import { faults } from "../faults";
import { prepareFault } from "../faults/lab";
import { labObjects, labSettings, labSpecs } from "../faults/lab-workflow";
import { type Closers, temporaryFolder } from "../local/ending";
import { patterns, type Pattern } from "../../workflow/deployment";
import { outputFolder, readStack } from "../local/synthesis";
import { table } from "../terminal/table";
import type { LocalOptions } from "./options";
import type { WorkflowRun } from "./run";
import { checkSpecs } from "./workflow-input";

/** Rows of the table of faults, as their document has them. */
const documented = (): { readonly name: string; readonly met: string; readonly what: string }[] =>
  [
    ...readFileSync(join(projectFolder, "docs/faults.md"), "utf8").matchAll(
      /^\| `([\w-]+)` +\| ([\d, ]+?) +\| (.+?) +\|/gm,
    ),
  ].map(([, name = "", met = "", what = ""]) => ({ name, met, what }));

/** All faults, for people. @param columns width of the terminal */
export const faultList = (columns?: number): string =>
  table(
    [
      { heading: "Fault", cell: ({ name }) => name },
      { heading: "Pattern", cell: ({ met }) => met },
      { heading: "What goes wrong", cell: ({ what }) => what },
    ],
    documented(),
    columns,
  );

/**
 * A fault of the lab: the settings of the deployment that meets it, and its runs, one for each pattern.
 *
 * @throws Error when there is no fault of this name, or the asked pattern cannot meet it
 */
export function shownFault({ fault: name, pattern: only, runner, realTime, seed, json }: LocalOptions) {
  const fault = faults.find((one) => one.name === name);
  if (!fault) throw new Error(`There is no fault ${name}. "npm run local -- --fault list" shows all.`);
  const asked: readonly Pattern[] = only === undefined ? patterns : [only];
  const met = fault.patterns.filter((pattern) => asked.includes(pattern));
  if (met.length === 0)
    throw new Error(`Pattern ${only} cannot meet ${fault.name}, which is for pattern ${fault.patterns.join()}`);
  if (!json) console.log(documented().find((one) => one.name === name)?.what);
  const runs = (closers: Closers): WorkflowRun[] =>
    met.map((pattern) => {
      const stack = readStack(pattern, outputFolder);
      const specs = labSpecs(fault);
      checkSpecs(specs, stack, pattern);
      const prepared = prepareFault(fault, { seed, folder: temporaryFolder(closers) });
      return { pattern, stack, specs, objects: labObjects(), runner, realTime, fault: prepared };
    });
  return { settings: labSettings(fault), runs };
}
