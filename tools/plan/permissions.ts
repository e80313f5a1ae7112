import { attributesIn, isMarked, type ResourceChange, type TerraformPlan } from "./terraform-plan";

/** Permissions that a plan adds to the policies and takes from them: a line each. */
interface PermissionChanges {
  readonly address: string;
  readonly added: readonly string[];
  readonly taken: readonly string[];
}

const policyAttributes = ["policy", "assume_role_policy"];

/** Of every policy that a plan changes; one that holds the same afterwards is left out. */
export const permissionChanges = (plan: TerraformPlan): PermissionChanges[] =>
  (plan.resource_changes ?? []).flatMap((resource) =>
    policyAttributes.flatMap((attribute) => changesOf(resource, attribute, plan)),
  );

function changesOf(resource: ResourceChange, attribute: string, plan: TerraformPlan): PermissionChanges[] {
  const { address, change, mode } = resource;
  if (mode === "data" || change.actions.join() === "no-op") return [];
  const before = statementsIn(attributesIn(change.before)[attribute]);
  const after = isMarked(attributesIn(change.after_unknown)[attribute])
    ? plannedStatements(address, attribute, plan)
    : statementsIn(attributesIn(change.after)[attribute]);
  const had = new Set(before.flatMap(permissions));
  const has = new Set(after.flatMap(permissions));
  const added = [...has].filter((one) => !had.has(one));
  const taken = [...had].filter((one) => !has.has(one));
  return added.length + taken.length > 0 ? [{ address, added, taken }] : [];
}

/** A statement in IAM's JSON. */
type Statement = Readonly<Record<string, unknown>>;

/** The statements of a policy; none of a value that is no policy of IAM, such as a lifecycle policy of ECR. */
function statementsIn(policy: unknown): readonly Statement[] {
  try {
    const { Statement: statements = [] } = JSON.parse(String(policy)) as { Statement?: Statement | Statement[] };
    return [statements].flat();
  } catch {
    return [];
  }
}

/** Terraform's names of the parts of a statement in an `aws_iam_policy_document`. */
const partsOfDocument = {
  Effect: "effect",
  Action: "actions",
  NotAction: "not_actions",
  Resource: "resources",
  NotResource: "not_resources",
  Principal: "principals",
  Condition: "condition",
} as const;

/** A policy whose JSON is known after the apply only: the statements of the document that it refers to. */
function plannedStatements(address: string, attribute: string, plan: TerraformPlan): readonly Statement[] {
  const resources = plan.configuration?.root_module?.resources ?? [];
  const references = resources.find((one) => one.address === address)?.expressions?.[attribute]?.references ?? [];
  const document = plan.resource_changes?.find((one) => one.mode === "data" && references.includes(one.address));
  const { statement } = attributesIn(document?.change.after) as { statement?: readonly Record<string, unknown>[] };
  const { statement: unknown } = attributesIn(document?.change.after_unknown) as { statement?: unknown[] };
  return (statement ?? [{ effect: "?", actions: ["permissions known after apply"] }]).map((one, index) => {
    const marks = attributesIn(unknown?.[index]);
    const value = (part: string) => (isMarked(marks[part]) ? "(known after apply)" : one[part]);
    return Object.fromEntries(
      Object.entries(partsOfDocument)
        .map(([name, part]) => [name, value(part)] as const)
        .filter(([, given]) => given !== undefined && given !== null && !(Array.isArray(given) && given.length === 0)),
    );
  });
}

const list = (value: unknown): string[] => [value ?? []].flat().map(String);

/** Every action of a statement on every resource, with the conditions. */
function permissions(statement: Statement): string[] {
  const { Effect, Action, NotAction, Resource, NotResource, Principal, Condition } = statement;
  const actions = [...list(Action), ...list(NotAction).map((action) => `all but ${action}`)];
  const resources = [...list(Resource), ...list(NotResource).map((resource) => `all but ${resource}`)];
  const effect = typeof Effect === "string" ? Effect : "Allow";
  const who = Principal === undefined ? "" : ` by ${JSON.stringify(Principal)}`;
  const when = Condition === undefined ? "" : ` if ${JSON.stringify(Condition)}`;
  return actions.flatMap((action) =>
    (resources.length > 0 ? resources : [""]).map((resource) =>
      `${effect} ${action}${resource && ` on ${resource}`}${who}${when}`.replaceAll("`", "'"),
    ),
  );
}
