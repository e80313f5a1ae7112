import { createHash } from "node:crypto";
import { initialize, terraform, type StackPlace } from "../local/cloud/commands";
import { effectOf, isLocalImage } from "./effects";
import { failureSummary, planSummary } from "./summary";
import { parsePlan, planText, type ResourceChange, type TerraformPlan } from "./terraform-plan";

/** The plan's file in the stack's folder, for `terraform apply`. */
export const planFile = "plan.tfplan";

/** A stack's plan. */
export interface PlanResult {
  readonly stack: string;
  /** For its reviewer, in Markdown; when there is no plan, why. */
  readonly summary: string;
  /** Absent when there is no plan. */
  readonly plan?: {
    /** As `terraform plan` prints it. */
    readonly text: string;
    /** As `terraform show -json` prints it. */
    readonly json: string;
    /** Of all that it does: see `planDigest`. */
    readonly digest: string;
  };
}

/**
 * Plans a stack. Takes no lock and changes nothing, so that a role that can only read will do.
 *
 * @param initialized fulfilled once its providers are installed
 */
async function planStack(place: StackPlace, initialized: Promise<unknown>): Promise<PlanResult> {
  const { stack } = place;
  try {
    await initialized;
    // To have it show the plan again, as text, would take Terraform as long as half of a plan.
    const text = planText(
      await terraform(place, ["plan", "-input=false", "-no-color", "-lock=false", `-out=${planFile}`]),
    );
    const plan = parsePlan(await terraform(place, ["show", "-json", planFile]));
    return {
      stack,
      summary: planSummary(stack, plan, text),
      plan: { text, json: JSON.stringify(plan), digest: planDigest(plan) },
    };
  } catch (error) {
    const { message } = error as Error;
    return { stack, summary: failureSummary(stack, message + dockerRemedy(message)) };
  }
}

/**
 * Plans every stack, side by side. Their providers are installed one stack after the other: several `terraform init` at once fail
 * by chance with a shared plugin cache (Terraform CLI documentation, "Provider Plugin Cache": "not guaranteed to be concurrency safe").
 */
export function planStacks(places: readonly StackPlace[]): Promise<PlanResult[]> {
  let before: Promise<unknown> = Promise.resolve();
  return Promise.all(
    places.map((place) => {
      const initialized = before.then(() => initialize(place));
      before = initialized.catch(() => undefined);
      return planStack(place, initialized);
    }),
  );
}

/**
 * Messages of kreuzwerker/docker 3.6.2 that there is no Engine, and that it has no login. Its source at tag v3.6.2, internal/provider:
 * provider.go:229, resource_docker_registry_image_funcs.go:291.
 */
const noEngine = /Error pinging Docker server|no auth config found for registry/;

/** Remedy where Terraform's `reason` is that the Docker provider cannot work; empty where it is another. */
export const dockerRemedy = (reason: string): string =>
  noEngine.test(reason)
    ? "\n\nThe image is built by a Docker Engine, and there is none: start one (npm run workflow -- doctor looks for it), or name an image " +
      "that exists by the setting imageUri. Is one named, and a deployment before built its own, then Terraform forgets that with the " +
      'help of an Engine. Without one, forget it once by hand: docs/upgrades.md, "From a built image to imageUri, and back".\n'
    : "";

const changes = ({ address, previous_address, change }: ResourceChange): boolean =>
  change.actions.includes("read") ||
  effectOf(address, change.actions) !== undefined ||
  change.importing !== undefined ||
  previous_address !== undefined;

/**
 * A digest of all that a plan does, with every value: two plans that an approval must not take for each other have different
 * ones. Images of the machine's own Docker Engine are left out: another machine plans them otherwise.
 *
 * @returns SHA-256 in hex
 */
export function planDigest({ resource_changes = [], output_changes = {} }: TerraformPlan): string {
  const resources = resource_changes
    .filter((resource) => changes(resource) && !isLocalImage(resource))
    .map(({ address, previous_address, change }) => ({ address, previous_address, change }));
  const outputs = Object.entries(output_changes).filter(([, { actions }]) => actions.join() !== "no-op");
  return createHash("sha256").update(JSON.stringify({ resources, outputs })).digest("hex");
}
