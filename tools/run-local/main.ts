import { Closers } from "../local/closers";
import { endWith, printError } from "../local/ending";
import { sdkVariables } from "../local/program-environment";
import { labObjects, labSettings, labSpecs, prepareFault, type Fault } from "../faults";
import { faultList, faultNamed } from "../faults/fault-list";
import { temporaryFolder } from "../local/temporary-folder";
import { readOptions, type LocalOptions } from "./options";
import { pageFile, removePage, writePage } from "./run-page";
import { runModel } from "./run-page";
import { removeReport, reportFile, succeeded, toJson, writeReport, type PatternReport, type Report } from "./report";
import { runWorkflow, type WorkflowRun } from "./run";
import { imageNotRun } from "../local/task-image";
import { outputFolder, patterns, readStack, synthesize, type Pattern } from "../local/synthesis";
import { visibleData } from "../terminal/visible";
import { LineView } from "./view/line-view";
import { LiveView } from "./view/live-view";
import { resultText } from "./view/result-table";
import { noView, type View } from "./view/view";
import { checkSpecs, jobSettings, readObjects, readSpecs, stackSpecs } from "./workflow-input";

const print = (line: string): void => {
  console.log(line);
};

function viewFor({ json }: LocalOptions): View {
  if (json) return noView;
  return process.stdout.isTTY ? new LiveView(process.stdout) : new LineView(print);
}

/** Checks all options and inputs, before anything is started. */
async function prepare(options: LocalOptions, closers: Closers): Promise<WorkflowRun[]> {
  const { specs: specsFile, tasks, runner, realTime, vcpus, pattern: only } = options;
  const objects = readObjects(options);
  const givenSpecs = specsFile === undefined ? undefined : readSpecs(specsFile);
  const stop = new AbortController();
  closers.add(() => {
    stop.abort();
  });
  const fault = options.fault === undefined ? undefined : faultNamed(options.fault);
  await synthesize(outputFolder, stop.signal, undefined, fault ? labSettings(fault) : jobSettings(options));
  if (fault) return faultRuns(fault, options, closers);
  return (only === undefined ? patterns : [only]).map((pattern) => {
    const stack = readStack(pattern, outputFolder);
    const specs = givenSpecs === undefined ? stackSpecs(stack, tasks) : givenSpecs;
    checkSpecs(specs, stack, pattern);
    return { pattern, stack, specs, objects, runner, realTime, vcpus };
  });
}

/** The runs that show a fault, one for each pattern that can meet it. */
function faultRuns(fault: Fault, options: LocalOptions, closers: Closers): WorkflowRun[] {
  const { runner, realTime, seed, json, pattern: only } = options;
  const asked: readonly Pattern[] = only === undefined ? patterns : [only];
  const met = fault.patterns.filter((pattern) => asked.includes(pattern));
  if (met.length === 0)
    throw new Error(`Pattern ${only} cannot meet ${fault.name}, which is for ${fault.patterns.join()}`);
  if (!json) print(`${fault.name}: ${fault.what}`);
  return met.map((pattern) => {
    const folder = temporaryFolder(closers);
    const stack = readStack(pattern, outputFolder);
    const specs = labSpecs(fault);
    checkSpecs(specs, stack, pattern);
    const prepared = prepareFault(fault, { seed, folder });
    return { pattern, stack, specs, objects: labObjects(), runner, realTime, fault: prepared };
  });
}

function noteImage([first]: readonly WorkflowRun[]): void {
  const note = first && imageNotRun(first.stack);
  if (note !== undefined) print(note);
}

async function run(runs: readonly WorkflowRun[], view: View, closers: Closers): Promise<Report> {
  closers.add(() => {
    view.close?.();
  });
  const reports = await Promise.all(runs.map((workflow) => runWorkflow(workflow, view, closers)));
  return { patterns: reports };
}

function write(report: Report, runs: readonly WorkflowRun[]): void {
  writeReport(report);
  writePage(runs.map(({ stack }, index) => runModel(report.patterns[index] as PatternReport, stack)));
}

function show(report: Report, { json }: LocalOptions): void {
  if (json) {
    process.stdout.write(toJson(report));
    return;
  }
  for (const pattern of report.patterns) print(resultText(visibleData(pattern), process.stdout.columns));
  print(`\nReport: ${reportFile}\nPage:   ${pageFile}`);
}

async function main(): Promise<void> {
  const options = readOptions(process.argv);
  if (options.fault === "list") {
    print(faultList());
    return;
  }
  const closers = new Closers();
  const end = endWith(closers);
  removeReport();
  removePage();
  try {
    const runs = await prepare(options, closers);
    if (!options.json && options.runner === "process") noteImage(runs);
    const report = await run(runs, viewFor(options), closers);
    await closers.close();
    write(report, runs);
    show(report, options);
    process.exitCode = succeeded(report) ? 0 : 1;
  } catch (error) {
    printError(error);
    end(1);
  }
}

Object.assign(process.env, sdkVariables);
void main();
