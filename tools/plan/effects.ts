import { isDeepStrictEqual } from "node:util";
import { attributesIn, isMarked, type Attributes, type ResourceChange } from "./terraform-plan";

/** Effects on a resource, gravest first. */
export const effects = ["replace", "destroy", "forget", "change", "import", "move", "add"] as const;
type Effect = (typeof effects)[number];

/** Losses with a resource, by its type. */
const contents: Readonly<Record<string, string>> = {
  aws_cloudwatch_log_group: "its logs",
  aws_dynamodb_table: "its rows",
  aws_ecr_repository: "its images",
  aws_s3_bucket: "its objects",
};

/** The actions that Terraform's JSON output format has; `undefined` does nothing to what is deployed. */
const effectOfActions: Readonly<Record<string, Effect | undefined>> = {
  "no-op": undefined,
  read: undefined,
  create: "add",
  update: "change",
  delete: "destroy",
  forget: "forget",
  "delete,create": "replace",
  "create,delete": "replace",
};

/** One resource that a plan changes. */
export interface Affected {
  readonly address: string;
  readonly effect: Effect;
  /** The attributes that change or, of a replacement, those that force it, or Terraform's other reason for it. */
  readonly attributes: readonly string[];
  /** True when nothing but values that other changes make new is behind it. */
  readonly follows: boolean;
  /** Data that it holds and will lose. */
  readonly lost?: string;
}

/**
 * The effect of a list of actions.
 *
 * @throws Error when Terraform knows actions that are not known here: what they do is not to be passed over
 */
export function effectOf(address: string, actions: readonly string[]): Effect | undefined {
  const key = actions.join();
  if (!(key in effectOfActions)) throw new Error(`The plan has an action that is not known here: ${key} of ${address}`);
  return effectOfActions[key];
}

/** True of an image that this machine's Docker Engine is to build: it is not deployed, the one that is pushed is. */
export const isLocalImage = ({ address, type, change }: ResourceChange): boolean =>
  type === "docker_image" && !["forget", undefined].includes(effectOf(address, change.actions));

/** Effect of a change of a plan; undefined when it does nothing to what is deployed. */
export function affected(resource: ResourceChange): Affected | undefined {
  const { address, type, mode, change } = resource;
  const effect = effectOf(address, change.actions) ?? effectWithoutAction(resource);
  if (!effect || mode === "data" || isLocalImage(resource)) return undefined;
  const lost = effect === "replace" || effect === "destroy" ? contents[type] : undefined;
  const attributes = attributesOf(effect, resource);
  const unknown = attributesIn(change.after_unknown);
  const follows = attributes.length > 0 && attributes.every((name) => isMarked(unknown[name.split(".")[0] ?? ""]));
  return { address, effect, attributes, follows, ...(lost === undefined ? {} : { lost }) };
}

/** An import or a move comes with an action, or without one. */
const effectWithoutAction = ({ change, previous_address }: ResourceChange): Effect | undefined => {
  if (change.importing) return "import";
  return previous_address === undefined ? undefined : "move";
};

function attributesOf(effect: Effect, { change, action_reason }: ResourceChange): readonly string[] {
  const { before, after, after_unknown, replace_paths = [] } = change;
  if (effect === "replace")
    return replace_paths.length > 0 ? replace_paths.map((path) => path.join(".")) : [action_reason ?? "unknown reason"];
  if (effect !== "change") return [];
  const [earlier, later, unknown] = [before, after, after_unknown].map(attributesIn) as [
    Attributes,
    Attributes,
    Attributes,
  ];
  return Object.keys({ ...earlier, ...later, ...unknown })
    .filter((name) => isMarked(unknown[name]) || !isDeepStrictEqual(earlier[name], later[name]))
    .sort();
}
