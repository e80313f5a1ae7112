import { Closers } from "../../tools/local/ending";
import { runModel, type PatternReport } from "../../tools/run-local/report";
import { runWorkflow } from "../../tools/run-local/run";
import { patterns } from "../../workflow/deployment";
import { readStack } from "../../tools/local/synthesis";
import type { JsonObject } from "../../tools/local/json";
import { readObjects, stackSpecs } from "../../tools/run-local/workflow-input";
import type { RunModel } from "../../tools/page/model";
import { synthesizedFolder } from "./synthesized";

/** A run as it was reported, and as the page shows it. */
export interface LocalRun {
  readonly report: PatternReport;
  readonly model: RunModel;
}

/** Runs both patterns to their end, with the deployment's own list of tasks or with another one. */
export async function runBothPatterns(taskList?: readonly JsonObject[]): Promise<LocalRun[]> {
  const closers = new Closers();
  try {
    const folder = await synthesizedFolder();
    return await Promise.all(
      patterns.map(async (pattern) => {
        const stack = readStack(pattern, folder);
        const specs = taskList ? { taskList } : stackSpecs(stack);
        const objects = readObjects({ object: [] });
        const run = { pattern, stack, specs, objects, runner: "process" as const, realTime: false };
        const report = await runWorkflow(run, undefined, closers);
        return { report, model: runModel(report, stack) };
      }),
    );
  } finally {
    await closers.close();
  }
}
