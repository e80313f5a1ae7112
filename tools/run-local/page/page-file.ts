import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { projectFolder } from "../../../modules/bundles/project-folder";
import type { RunModel } from "../../page/model";
import { renderPage } from "../../page/page";

/** File of the last local run's page. */
export const pageFile = join(projectFolder, "local-run", "report.html");

/** Removes the page of an earlier run. */
export function removePage(): void {
  rmSync(pageFile, { force: true });
}

export function writePage(runs: readonly RunModel[]): void {
  mkdirSync(dirname(pageFile), { recursive: true });
  writeFileSync(pageFile, renderPage({ at: new Date().toISOString(), runs }));
}
