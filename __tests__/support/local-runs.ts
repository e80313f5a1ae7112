import { Closers } from "../../tools/local/ending";
import type { PatternReport } from "../../tools/run-local/report";
import { runWorkflow } from "../../tools/run-local/run";
import { patterns } from "../../workflow/deployment";
import { readStack } from "../../tools/local/synthesis";
import type { JsonObject } from "../../tools/local/json";
import { readObjects, stackSpecs } from "../../tools/run-local/workflow-input";
import { synthesizedFolder } from "./synthesized";

/** Runs both patterns to their end, with the deployment's own list of tasks or with another one. */
export async function runBothPatterns(taskList?: readonly JsonObject[]): Promise<PatternReport[]> {
  const closers = new Closers();
  try {
    const folder = await synthesizedFolder();
    return await Promise.all(
      patterns.map((pattern) => {
        const stack = readStack(pattern, folder);
        const specs = taskList ? { taskList } : stackSpecs(stack);
        const objects = readObjects({ object: [] });
        const run = { pattern, stack, specs, objects, runner: "process" as const, realTime: false };
        return runWorkflow(run, undefined, closers);
      }),
    );
  } finally {
    await closers.close();
  }
}
