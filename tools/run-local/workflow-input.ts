import { parseSpec } from "../../workflow/parse-spec";
import { readBytes } from "../cli/files";
import { sampleKey, type Objects } from "../local/contents";
import { deploymentOf, jobOf } from "../local/deployed/stack";
import type { LocalOptions } from "./options";
import type { Pattern } from "../../workflow/deployment";
import type { Json, JsonObject } from "../local/json";
import type { SynthesizedStack } from "../local/terraform/synthesized-stack";

const sampleContent = Buffer.from("The sample object of the Amazon ECS starter kit.\n");

/**
 * Reads the objects that the bucket gets before the workflow starts: the sample object, and those that are given.
 *
 * @throws Error naming the file that cannot be read
 */
export const readObjects = ({ object }: Pick<LocalOptions, "object">): Objects => ({
  [sampleKey]: sampleContent,
  ...Object.fromEntries(object.map(({ key, file }) => [key, readBytes(file)])),
});

const sampleList = (tasks: number) =>
  Array.from({ length: tasks }, (_, index) => ({ taskName: `task_${index + 1}`, objectKey: sampleKey }));

/** The stack's own spec, ready to start an execution with, or the same with a list of `tasks` entries. */
export function stackSpecs(stack: SynthesizedStack, tasks?: number): JsonObject {
  const specs = JSON.parse(stack.output("workflowSpecs") as string) as JsonObject;
  return tasks === undefined ? specs : { ...specs, taskList: sampleList(tasks) };
}

/**
 * Checks a spec as a whole, as whatever starts a workflow does.
 *
 * @throws InvalidWorkflowSpec with one line for each fault
 */
export const checkSpecs = (specs: Json, stack: SynthesizedStack, pattern: Pattern): void => {
  const maxTimeoutSeconds = Number(stack.output("maxTimeoutSeconds"));
  parseSpec(specs, { pattern, deployment: deploymentOf(stack), maxTimeoutSeconds, job: jobOf(stack) });
};
