import { madeOnce, sha256 } from "./synthesized";

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

/** Patterns 1 and 2 as the app synthesizes them: each when it is first read, once a test run for the same settings. */
export function synthesize(context: Record<string, unknown> = {}): Readonly<Record<1 | 2, Template>> {
  const hash = sha256(context);
  const template = (pattern: 1 | 2): Template => {
    const json = madeOnce(`${hash}-${pattern}.json`, () => {
      // CDKTF and its providers take seconds to load: only where there is something to synthesize.
      const { synthesizeStack } = require("./synthesize-stack") as typeof import("./synthesize-stack");
      return synthesizeStack(pattern, context);
    });
    return new Template(json.toString());
  };
  return {
    get 1() {
      return template(1);
    },
    get 2() {
      return template(2);
    },
  };
}

/** Every pattern. */
export const synthesizeAll = (context: Record<string, unknown> = {}): Template[] => Object.values(synthesize(context));
