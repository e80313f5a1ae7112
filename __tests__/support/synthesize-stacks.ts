import { App } from "cdktf";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pattern1Stack } from "../../stacks/pattern-1/stack";
import { Pattern2Stack } from "../../stacks/pattern-2/stack";
import { readSettings } from "../../stacks/settings";

/** The Terraform JSON of both patterns. */
export function synthesizeStacks(context: Readonly<Record<string, unknown>>): string[] {
  const settings = readSettings({ context: { region: "eu-west-1", ...context }, environment: {} });
  const outdir = mkdtempSync(join(tmpdir(), "synthesized-"));
  try {
    const app = new App({ outdir, stackTraces: false });
    const ids = [Pattern1Stack, Pattern2Stack].map((Stack) => new Stack(app, settings).node.id);
    app.synth();
    return ids.map((id) => readFileSync(join(outdir, "stacks", id, "cdk.tf.json"), "utf8"));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
