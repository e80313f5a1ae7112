import { App, type TerraformStack } from "cdktf";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSettings, type Settings } from "../../stacks/settings";
import { Pattern1Stack } from "../../stacks/pattern-1/stack";
import { Pattern2Stack } from "../../stacks/pattern-2/stack";

export type Block = Record<string, unknown>;
type Blocks = Record<string, Record<string, Block>>;

interface Terraform {
  readonly resource: Blocks;
  readonly data: Blocks;
  readonly output: Record<string, { value: unknown; description: string }>;
  readonly ephemeral?: Blocks;
  readonly removed?: readonly Block[];
  readonly terraform: { backend: Block; required_providers: Block; required_version: string };
  readonly provider: Record<string, Block[]>;
}

/** One stack's synthesized Terraform JSON, with the hashes taken off addresses so that tests can name them. */
export class Template {
  readonly text: string;
  readonly terraform: Terraform;

  constructor(json: string) {
    this.text = json.replace(/_[0-9A-F]{8}\b/g, "");
    this.terraform = JSON.parse(this.text) as Terraform;
  }

  /** How many resources of each type there are. */
  counts(): Record<string, number> {
    const counts = Object.entries(this.terraform.resource).map(([type, blocks]) => [type, Object.keys(blocks).length]);
    return Object.fromEntries(counts) as Record<string, number>;
  }

  /** All resources of a type by address, without CDKTF's own notes. */
  resources(type: string): Record<string, Block> {
    return withoutNotes(this.terraform.resource[type] ?? {});
  }

  /** One resource. */
  resource(type: string, address: string): Block {
    const found = this.resources(type)[address];
    if (!found) throw new Error(`No ${type}.${address}: ${Object.keys(this.resources(type)).join(", ")}`);
    return found;
  }

  /** The statements of a policy document. */
  statements(address: string): unknown {
    const documents = withoutNotes(this.terraform.data["aws_iam_policy_document"] ?? {});
    if (!documents[address]) throw new Error(`No policy document ${address}: ${Object.keys(documents).join(", ")}`);
    return documents[address]["statement"];
  }
}

/** JSON in which Terraform has yet to fill in values: the quotes inside an interpolation are no part of the JSON. */
export const parseJson = (text: unknown): unknown =>
  JSON.parse(String(text).replace(/\$\{[^}]*\}/g, (interpolation) => interpolation.replaceAll('"', "'")));

const withoutNotes = (blocks: Record<string, Block>): Record<string, Block> =>
  Object.fromEntries(
    Object.entries(blocks).map(([address, block]) => [
      address,
      Object.fromEntries(Object.entries(block).filter(([key]) => key !== "//")),
    ]),
  );

/** Patterns 1 and 2 as the app synthesizes them. */
export function synthesize(context: Record<string, unknown> = {}): Record<1 | 2, Template> {
  const [first, second] = synthesizeStacks([Pattern1Stack, Pattern2Stack], context) as [Template, Template];
  return { 1: first, 2: second };
}

/** Every pattern. */
export const synthesizeAll = (context: Record<string, unknown> = {}): Template[] => Object.values(synthesize(context));

type StackClass = new (app: App, settings: Settings) => TerraformStack;

function synthesizeStacks(classes: readonly StackClass[], context: Record<string, unknown>): Template[] {
  const settings = readSettings({ context: { region: "eu-west-1", ...context }, environment: {} });
  const outdir = mkdtempSync(join(tmpdir(), "synthesized-"));
  try {
    const app = new App({ outdir, stackTraces: false });
    const ids = classes.map((Stack) => new Stack(app, settings).node.id);
    app.synth();
    return ids.map((id) => new Template(readFileSync(join(outdir, "stacks", id, "cdk.tf.json"), "utf8")));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
