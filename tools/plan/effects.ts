import { isDeepStrictEqual } from "node:util";
import { attributesIn, isMarked, type ResourceChange } from "./terraform-plan";

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

/** An attribute that changes, and its values where they are plain and not secret. */
interface ChangedAttribute {
  readonly name: string;
  readonly values?: readonly [before: string, after: string];
}

/** One resource that a plan changes. */
export interface Affected {
  readonly address: string;
  readonly effect: Effect;
  /** The attributes that change or, of a replacement, that force it. */
  readonly attributes: readonly ChangedAttribute[];
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
  const { address, type, mode, change, action_reason } = resource;
  const effect = effectOf(address, change.actions) ?? effectWithoutAction(resource);
  if (!effect || mode === "data" || isLocalImage(resource)) return undefined;
  const lost = effect === "replace" || effect === "destroy" ? contents[type] : undefined;
  const attributes = attributesOf[effect](resource, action_reason);
  const unknown = attributesIn(change.after_unknown);
  return {
    address,
    effect,
    attributes,
    follows: attributes.length > 0 && attributes.every(({ name }) => isMarked(unknown[name.split(".")[0] ?? ""])),
    ...(lost === undefined ? {} : { lost }),
  };
}

/** An import or a move comes with an action, or without one. */
const effectWithoutAction = ({ change, previous_address }: ResourceChange): Effect | undefined => {
  if (change.importing) return "import";
  return previous_address === undefined ? undefined : "move";
};

type Change = ResourceChange["change"];

const named = (name: string): ChangedAttribute => ({ name });

const attributesOf: Readonly<
  Record<Effect, (resource: ResourceChange, reason?: string) => readonly ChangedAttribute[]>
> = {
  replace: ({ change: { replace_paths = [], ...change } }, reason) =>
    replace_paths.length > 0
      ? replace_paths.map((path) => ({ ...shown(String(path[0]), change), name: path.join(".") }))
      : [named(reason ?? "unknown reason")],
  destroy: () => [],
  forget: () => [],
  change: ({ change }) => changedAttributes(change),
  import: ({ change }) => [named(change.importing?.id ?? "id known after apply")],
  move: ({ previous_address = "" }) => [named(`from ${previous_address}`)],
  add: () => [],
};

function changedAttributes(change: Change): ChangedAttribute[] {
  const { before, after, after_unknown } = change;
  const names = new Set([before, after, after_unknown].flatMap((value) => Object.keys(attributesIn(value))));
  const unknown = attributesIn(after_unknown);
  return [...names]
    .filter(
      (name) => isMarked(unknown[name]) || !isDeepStrictEqual(attributesIn(before)[name], attributesIn(after)[name]),
    )
    .sort()
    .map((name) => shown(name, change));
}

function shown(name: string, { before, after, before_sensitive, after_sensitive }: Change): ChangedAttribute {
  const secret = [before_sensitive, after_sensitive].some(
    (marks) => marks === true || isMarked(attributesIn(marks)[name]),
  );
  const values = [before, after].map((value) => plain(attributesIn(value)[name]));
  const [from, to] = values;
  return secret || from === undefined || to === undefined ? { name } : { name, values: [from, to] };
}

/** An attribute as a table shows it. */
export const changedValue = ({ name, values }: ChangedAttribute): string =>
  `\`${name}\`${values ? ` \`${values[0]}\` → \`${values[1]}\`` : ""}`;

/** Longer ones are in the whole plan. */
const maxPlainCharacters = 80;

/** A value that stands in a cell of a table as it is. */
function plain(value: unknown): string | undefined {
  if (!["string", "number", "boolean"].includes(typeof value)) return undefined;
  const text = String(value);
  return text.length <= maxPlainCharacters && /^[\x20-\x7e]+$/.test(text) && !/[`|]/.test(text) ? text : undefined;
}
