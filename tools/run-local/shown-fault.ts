import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../modules/bundles/project-folder";
import { faults } from "../faults";
import { prepareFault } from "../faults/lab";
import { labObjects, labSettings, labSpecs } from "../faults/lab-workflow";
import { type Closers, temporaryFolder } from "../local/ending";
import { patterns, type Pattern } from "../../workflow/deployment";
import { outputFolder, readStack } from "../local/synthesis";
import { table, type Column } from "../terminal/table";
import type { LocalOptions } from "./options";
import type { WorkflowRun } from "./run";
import { checkSpecs } from "./workflow-input";

/** A row of the table of faults: name, patterns, what goes wrong. */
const documentedFault = /^\| `([\w-]+)` +\| [\d, ]+\| (.+?) +\|/gm;

/** The sentence about each fault, by its name. */
const documentedFaults = (): ReadonlyMap<string, string> => {
  const document = readFileSync(join(projectFolder, "docs/faults.md"), "utf8");
  return new Map([...document.matchAll(documentedFault)].map(([, name = "", what = ""]) => [name, what]));
};

/** All faults as a table. @param columns width of the terminal */
export function faultList(columns?: number): string {
  const told = documentedFaults();
  const shown: readonly Column<(typeof faults)[number]>[] = [
    { heading: "Fault", cell: ({ name }) => name },
    { heading: "Pattern", cell: ({ patterns: met }) => met.join(", ") },
    { heading: "What goes wrong", cell: ({ name }) => told.get(name) },
  ];
  return table(shown, faults, columns);
}

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
  if (!json) console.log(`${fault.name}: ${documentedFaults().get(fault.name) ?? ""}`);
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
