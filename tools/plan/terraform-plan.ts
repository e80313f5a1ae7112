/** What is read of `terraform show -json <plan>`. Terraform's documentation, "JSON Output Format". */
export interface TerraformPlan {
  readonly resource_changes?: readonly ResourceChange[];
}

export interface ResourceChange {
  readonly address: string;
  readonly type: string;
  readonly mode: "managed" | "data";
  readonly change: {
    readonly actions: readonly ("no-op" | "create" | "read" | "update" | "delete" | "forget")[];
    readonly before: Attributes | null;
    readonly after: Attributes | null;
    /** Marks the attributes that are known after the apply only. */
    readonly after_unknown?: Attributes | boolean;
    /** The attributes that force a replacement, each as the path to it. */
    readonly replace_paths?: readonly (readonly (string | number)[])[];
  };
  /** Why it is replaced or deleted, e.g. `replace_because_tainted`. */
  readonly action_reason?: string;
}

type Attributes = Readonly<Record<string, unknown>>;
