/** Parts that are read of `terraform show -json <plan>`. Terraform's documentation, "JSON Output Format". */
export interface TerraformPlan {
  readonly resource_changes?: readonly ResourceChange[];
  readonly output_changes?: Readonly<Record<string, Change>>;
  readonly configuration?: { readonly root_module?: { readonly resources?: readonly ConfiguredResource[] } };
}

/** Change of a resource or an output. */
interface Change {
  readonly actions: readonly string[];
  readonly before?: unknown;
  readonly after?: unknown;
  /** Marks the values that are known after the apply only. */
  readonly after_unknown?: unknown;
}

export interface ResourceChange {
  readonly address: string;
  /** The address in the state, when it moves. */
  readonly previous_address?: string;
  readonly type: string;
  readonly mode: "managed" | "data";
  readonly change: Change & {
    /** The attributes that force a replacement, each as the path to it. */
    readonly replace_paths?: readonly (readonly (string | number)[])[];
    /** Its id in AWS, when it is imported. */
    readonly importing?: { readonly id?: string };
  };
  /** Reason for its replacement or deletion, e.g. `replace_because_tainted`. */
  readonly action_reason?: string;
}

/** A resource as the configuration has it: what its arguments refer to. */
interface ConfiguredResource {
  readonly address: string;
  readonly expressions?: Readonly<Record<string, { readonly references?: readonly string[] }>>;
}

/** Attributes of a resource, by name. */
export type Attributes = Readonly<Record<string, unknown>>;

/** The attributes of a value that is an object, and none of any other. */
export const attributesIn = (value: unknown): Attributes => Object(value) as Attributes;

/**
 * Reads what `terraform show -json` printed. What a wrapper or Terraform itself printed before it is passed over.
 *
 * @throws Error when there is no plan in it
 */
export function parsePlan(text: string): TerraformPlan {
  const begin = text.search(/^\{"format_version"/m);
  if (begin === -1) throw new Error(`terraform show -json printed no plan: ${text.slice(0, 200)}`);
  return JSON.parse(text.slice(begin)) as TerraformPlan;
}

/**
 * The plan in what `terraform plan -out` printed: without its progress, which ends with an empty line, and without what it says of
 * the file at the end. Where Terraform words that otherwise, a reader gets these lines too.
 */
export const planText = (printed: string): string =>
  printed.replace(/^[^]*?(?=^\n)/m, "").replace(/\n─+\n\nSaved the plan to: [^]*$/, "");

/** True when a value, or something in it, is marked. Where there is nothing to mark, Terraform writes empty lists and objects. */
export const isMarked = (mark: unknown): boolean =>
  mark === true || (typeof mark === "object" && mark !== null && Object.values(mark).some(isMarked));
