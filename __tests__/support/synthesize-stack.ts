import { App } from "cdktf";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectFolder } from "../../modules/bundles/project-folder";
import { Pattern1Stack } from "../../stacks/pattern-1/stack";
import { Pattern2Stack } from "../../stacks/pattern-2/stack";
import { readSettings } from "../../stacks/settings/read";

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

const stacks = { 1: Pattern1Stack, 2: Pattern2Stack };

/** The Terraform JSON of a pattern. */
export function synthesizeStack(pattern: 1 | 2, context: Readonly<Record<string, unknown>>): string {
  const settings = readSettings({ context: { region: "eu-west-1", ...context }, environment: {} });
  const outdir = mkdtempSync(join(tmpdir(), "synthesized-"));
  // CDKTF takes a stack trace for each token, however deep.
  const traces = jest.spyOn(Error, "captureStackTrace").mockImplementation(() => undefined);
  try {
    const app = new App({ outdir, stackTraces: false });
    const { id } = new stacks[pattern](app, settings).node;
    app.synth();
    return readFileSync(join(outdir, "stacks", id, "cdk.tf.json"), "utf8");
  } finally {
    traces.mockRestore();
    rmSync(outdir, { recursive: true });
  }
}
