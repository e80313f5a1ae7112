import { isDeepStrictEqual } from "node:util";
import type { ResourceChange } from "./terraform-plan";

/** What happens to a resource, gravest first. */
export const effects = ["replace", "destroy", "change", "add"] as const;
export type Effect = (typeof effects)[number];

/** What is gone with a resource, by its type. */
const contents: Readonly<Record<string, string>> = {
  aws_cloudwatch_log_group: "its logs",
  aws_dynamodb_table: "its rows",
  aws_ecr_repository: "its images",
  aws_s3_bucket: "its objects",
};

const effectOfActions: Readonly<Record<string, Effect>> = {
  create: "add",
  update: "change",
  delete: "destroy",
  "delete,create": "replace",
  "create,delete": "replace",
};

/** One resource that a plan changes. */
export interface Affected {
  readonly address: string;
  readonly effect: Effect;
  /** The attributes that change or, of a replacement, that force it. Never their values, which may be secret. */
  readonly attributes: readonly string[];
  /** True when nothing but values that other changes make new is behind it. */
  readonly follows: boolean;
  /** What it holds and will have lost. */
  readonly lost?: string;
}

/** What a change of a plan does; undefined when it does nothing to what is deployed. */
export function affected({ address, type, mode, change, action_reason }: ResourceChange): Affected | undefined {
  const effect = effectOfActions[change.actions.join()];
  // An image of this machine's Docker Engine is not deployed; the one that is pushed is.
  if (!effect || mode === "data" || type === "docker_image") return undefined;
  const lost = effect === "replace" || effect === "destroy" ? contents[type] : undefined;
  const attributes = attributesOf[effect](change, action_reason);
  const unknown = Object(change.after_unknown) as Readonly<Record<string, unknown>>;
  return {
    address,
    effect,
    attributes,
    follows: attributes.length > 0 && attributes.every((name) => hasUnknown(unknown[name.split(".")[0] ?? ""])),
    ...(lost === undefined ? {} : { lost }),
  };
}

type Change = ResourceChange["change"];

const attributesOf: Readonly<Record<Effect, (change: Change, reason?: string) => readonly string[]>> = {
  replace: ({ replace_paths = [] }, reason) =>
    replace_paths.length > 0 ? replace_paths.map((path) => path.join(".")) : [reason ?? "unknown reason"],
  destroy: () => [],
  change: changedAttributes,
  add: () => [],
};

function changedAttributes({ before, after, after_unknown }: Change): string[] {
  const names = new Set([before, after, after_unknown].flatMap((attributes) => Object.keys(attributes ?? {})));
  const unknown = Object(after_unknown) as Readonly<Record<string, unknown>>;
  return [...names]
    .filter((name) => hasUnknown(unknown[name]) || !isDeepStrictEqual(before?.[name], after?.[name]))
    .sort();
}

/** Where Terraform knows all of a value it marks nothing, or writes empty lists and objects. */
const hasUnknown = (mark: unknown): boolean =>
  mark === true || (typeof mark === "object" && mark !== null && Object.values(mark).some(hasUnknown));
