import { readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import cdktfJson from "../../cdktf.json";
import { projectFolder } from "../../modules/bundles/project-folder";
import { NotUtf8, utf8Text } from "../../workflow/utf8";
import { parseSpec } from "../../workflow/parse-spec";
import { sampleKey, type Objects } from "../local/bucket";
import { deploymentOf, jobOf, maxTimeoutSecondsOf } from "../local/deployed/stack";
import type { LocalOptions } from "./options";
import type { Pattern } from "../local/synthesis";
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
  ...Object.fromEntries(object.map(({ key, file }) => [key, readFile(file)])),
});

/**
 * The spec that a file holds.
 *
 * @throws Error naming the file when it cannot be read, or is not JSON in UTF-8
 */
export function readSpecs(file: string): Json {
  const bytes = readFile(file);
  try {
    return JSON.parse(utf8Text(bytes)) as Json;
  } catch (error) {
    const why = error instanceof NotUtf8 ? error.message : `is not JSON: ${(error as Error).message}`;
    throw new Error(`${file} ${why}`, { cause: error });
  }
}

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
  const [deployment, maxTimeoutSeconds, job] = [deploymentOf(stack), maxTimeoutSecondsOf(stack), jobOf(stack)];
  parseSpec(specs, { pattern, deployment, maxTimeoutSeconds, job });
};

/** The variables that name an image. */
const imageVariables = ["KIT_IMAGE_URI", "KIT_JOB_CONTEXT"] as const;

/**
 * Settings of a run with another job, as environment variables. Where no setting names an image, it is the one whose Dockerfile
 * lies beside the spec.
 */
export function jobSettings({ job, specs }: Pick<LocalOptions, "job" | "specs">): Record<string, string> {
  if (job === undefined) return {};
  const settings = { KIT_JOB: job };
  const isNamed =
    imageVariables.some((name) => process.env[name]) ||
    ["imageUri", "jobContext"].some((name) => name in cdktfJson.context);
  if (job === "copy" || isNamed || specs === undefined) return settings;
  return { ...settings, KIT_JOB_CONTEXT: relative(projectFolder, dirname(resolve(specs))) };
}

function readFile(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Error(`Cannot read ${file}: ${(error as Error).message}`, { cause: error });
  }
}
