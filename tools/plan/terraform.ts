import { initialize, terraform, type StackPlace } from "../local/cloud/commands";
import { planDigest } from "./digest";
import { dockerRemedy } from "./docker-remedy";
import { failureSummary, planSummary } from "./summary";
import { parsePlan } from "./terraform-plan";

/** The plan's file in the stack's folder, for `terraform apply`. */
export const planFile = "plan.tfplan";

/** A stack's plan. */
export interface PlanResult {
  readonly stack: string;
  /** For its reviewer, in Markdown; when there is no plan, why. */
  readonly summary: string;
  /** Absent when there is no plan. */
  readonly plan?: {
    /** As `terraform show` prints it. */
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
export async function planStack(place: StackPlace, initialized: Promise<unknown>): Promise<PlanResult> {
  const { stack } = place;
  try {
    await initialized;
    await terraform(place, ["plan", "-input=false", "-no-color", "-lock=false", `-out=${planFile}`]);
    const show = (format: string) => terraform(place, ["show", format, planFile]);
    const [text, json] = await Promise.all([show("-no-color"), show("-json")]);
    const plan = parsePlan(json);
    return {
      stack,
      summary: planSummary(stack, plan, text),
      plan: { text, json: JSON.stringify(plan), digest: planDigest(plan) },
    };
  } catch (error) {
    const { message } = error as Error;
    return { stack, summary: failureSummary(stack, message + dockerRemedy(place, message)) };
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
