import { execFile } from "node:child_process";
import { failureSummary, planSummary } from "./summary";
import type { TerraformPlan } from "./terraform-plan";

/** Where Terraform runs for a stack. */
export interface StackPlace {
  readonly stack: string;
  /** That holds the stack's `cdk.tf.json`. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** The plan's file in the stack's folder, for `terraform apply`. */
export const planFile = "plan.tfplan";

/**
 * Runs Terraform.
 *
 * @returns what it wrote to standard output
 * @throws Error with all that it wrote
 */
export const terraform = ({ folder, environment }: StackPlace, parameters: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const options = { cwd: folder, env: environment, maxBuffer: 1_000_000_000 };
    execFile("terraform", parameters, options, (error, stdout, stderr) => {
      if (error) reject(new Error(`terraform ${String(parameters[0])}: ${stdout}${stderr || error.message}`));
      else resolve(stdout);
    });
  });

/** A stack's plan as Markdown, and whether there is one. */
export interface PlanResult {
  readonly stack: string;
  readonly summary: string;
  readonly succeeded: boolean;
}

/** Plans a stack. Takes no lock and changes nothing, so that a role that can only read will do. */
export async function planStack(place: StackPlace): Promise<PlanResult> {
  const { stack } = place;
  try {
    await terraform(place, ["init", "-input=false", "-no-color"]);
    await terraform(place, ["plan", "-input=false", "-no-color", "-lock=false", `-out=${planFile}`]);
    const plan = JSON.parse(await terraform(place, ["show", "-json", planFile])) as TerraformPlan;
    return { stack, summary: planSummary(stack, plan), succeeded: true };
  } catch (error) {
    return { stack, summary: failureSummary(stack, (error as Error).message), succeeded: false };
  }
}
