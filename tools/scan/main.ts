import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parse } from "yaml";
import { projectFolder } from "../../modules/bundles/project-folder";
import { faultsIn, type Exceptions, type ScanReport } from "./verdict";

/** Plans that `npm run plan` wrote, one a stack. */
const plansIn = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];

/**
 * Runs checkov over a plan. Its exit code says nothing here: it is 0 where nothing was read.
 *
 * @throws Error when it is not installed, or prints no report
 */
const scan = (plan: string): Promise<ScanReport> =>
  new Promise((resolve, reject) => {
    const framework = ["--framework", "terraform_plan", "--skip-download", "--output", "json", "--compact"];
    const options = { maxBuffer: 100_000_000 };
    execFile("checkov", ["--file", plan, ...framework], options, (error, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout) as ScanReport);
      } catch {
        const missing = (error as NodeJS.ErrnoException | null)?.code === "ENOENT";
        reject(new Error(missing ? "There is no checkov: pip install checkov" : `checkov: ${stderr || stdout}`));
      }
    });
  });

/** @param folder with the plans */
async function main(folder: string): Promise<void> {
  const files = plansIn(folder);
  if (files.length === 0) throw new Error("There are no plans in plans/: make them by npm run plan -- --local");
  const exceptions = parse(readFileSync(join(__dirname, "exceptions.yml"), "utf8")) as Exceptions;
  const reports = await Promise.all(
    files.map(async (file) => [basename(file, ".json"), await scan(join(folder, file))] as const),
  );
  const faults = faultsIn(Object.fromEntries(reports), exceptions);
  for (const fault of faults) console.error(fault);
  console.log(
    `Plans scanned: ${files.length}. Faults: ${faults.length}. What may fail has its reason in tools/scan/exceptions.yml.`,
  );
  process.exitCode = faults.length > 0 ? 1 : 0;
}

main(process.argv[2] ?? join(projectFolder, "plans")).catch((error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = 1;
});
