import { App } from "cdktf";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectFolder } from "../../modules/bundles/project-folder";
import { Pattern1Stack } from "../../stacks/pattern-1/stack";
import { Pattern2Stack } from "../../stacks/pattern-2/stack";
import { readSettings } from "../../stacks/settings";

// The programs are bundled and zipped once a test run: for each file of tests that would take longer than the rest.
jest.mock<typeof import("../../modules/bundles/programs")>("../../modules/bundles/programs", () => {
  const programs = jest.requireActual<typeof import("../../modules/bundles/programs")>(
    "../../modules/bundles/programs",
  );
  const { madeOnce } = jest.requireActual<typeof import("./synthesized")>("./synthesized");
  return {
    ...programs,
    functionZip: (name) => madeOnce(`${name}.zip`, () => programs.functionZip(name)),
    taskImageContext: () => ({
      Dockerfile: readFileSync(join(projectFolder, "ecs-task", "Dockerfile")),
      "task.js": madeOnce("task.js", () => programs.taskImageContext()["task.js"] as Uint8Array),
    }),
  };
});

/** The Terraform JSON of both patterns. */
export function synthesizeStacks(context: Readonly<Record<string, unknown>>): string[] {
  const settings = readSettings({ context: { region: "eu-west-1", ...context }, environment: {} });
  const outdir = mkdtempSync(join(tmpdir(), "synthesized-"));
  const stackTraces = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  // CDKTF takes a stack trace for each token, in which jest would look up the lines of the sources.
  Error.prepareStackTrace = () => "";
  try {
    const app = new App({ outdir, stackTraces: false });
    const ids = [Pattern1Stack, Pattern2Stack].map((Stack) => new Stack(app, settings).node.id);
    app.synth();
    return ids.map((id) => readFileSync(join(outdir, "stacks", id, "cdk.tf.json"), "utf8"));
  } finally {
    if (stackTraces) Object.defineProperty(Error, "prepareStackTrace", stackTraces);
    rmSync(outdir, { recursive: true });
  }
}
