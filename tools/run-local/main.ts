import { readJson } from "../cli/files";
import { closingAtEnd, type Closers } from "../local/ending";
import type { Json } from "../local/json";
import { sdkVariables } from "../local/program-environment";
import { patterns } from "../../workflow/deployment";
import { outputFolder, readStack, synthesize } from "../local/synthesis";
import { imageNotRun } from "../local/runners";
import { screen } from "../terminal/screen";
import { visibleData } from "../terminal/visible";
import { readOptions, type LocalOptions } from "./options";
import { startProgress, type Progress } from "./progress";
import {
  outputFile,
  pageFile,
  removeReport,
  reportFile,
  reportText,
  succeeded,
  toJson,
  writeReport,
  type Report,
} from "./report";
import { runWorkflow, type WorkflowRun } from "./run";
import { checkSpecs, readObjects, stackSpecs } from "./workflow-input";

const print = (line: string): void => {
  console.log(line);
};

/** Checks all options and inputs, before anything is started. */
async function prepare(options: LocalOptions, closers: Closers): Promise<WorkflowRun[]> {
  const { specs: specsFile, tasks, runner, realTime, vcpus, pattern: only } = options;
  const objects = readObjects(options);
  // A file may hold null: that is a spec too, and refused.
  const given = specsFile === undefined ? undefined : { specs: readJson(specsFile) as Json };
  const stop = new AbortController();
  closers.add(() => {
    stop.abort();
  });
  // All faults take half a second to load.
  const fault = options.fault === undefined ? undefined : (await import("./shown-fault.js")).shownFault(options);
  await synthesize(outputFolder, fault?.settings, stop.signal);
  if (fault) return fault.runs(closers);
  return (only === undefined ? patterns : [only]).map((pattern) => {
    const stack = readStack(pattern, outputFolder);
    const { specs } = given ?? { specs: stackSpecs(stack, tasks) };
    checkSpecs(specs, stack, pattern);
    return { pattern, stack, specs, objects, runner, realTime, vcpus };
  });
}

function noteImage([first]: readonly WorkflowRun[]): void {
  const note = first && imageNotRun(first.stack);
  if (note !== undefined) print(note);
}

function progressFor({ json }: LocalOptions, closers: Closers): Progress | undefined {
  if (json) return undefined;
  const progress = startProgress(print, screen);
  closers.add(progress.close);
  return progress;
}

function show(report: Report, { json }: LocalOptions): void {
  if (json) {
    process.stdout.write(toJson(report));
    return;
  }
  for (const pattern of report.patterns) print(`\n${reportText(visibleData(pattern), screen?.columns)}`);
  print(`\nReport: ${reportFile}\nPage:   ${pageFile}\nOutput: ${outputFile}`);
}

async function main(): Promise<void> {
  const options = readOptions(process.argv);
  if (options.fault === "list") {
    print((await import("./shown-fault.js")).faultList(screen?.columns));
    return;
  }
  removeReport();
  await closingAtEnd(async (closers) => {
    const runs = await prepare(options, closers);
    if (!options.json && options.runner === "process") noteImage(runs);
    const progress = progressFor(options, closers);
    const report = { patterns: await Promise.all(runs.map((run) => runWorkflow(run, progress, closers))) };
    await closers.close();
    writeReport(report);
    show(report, options);
    process.exitCode = succeeded(report) ? 0 : 1;
  });
}

Object.assign(process.env, sdkVariables);
void main();
