import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { terraform } from "../../tools/local/cloud/commands";
import { planSummary } from "../../tools/plan/summary";
import { planFile } from "../../tools/plan/terraform";
import { parsePlan } from "../../tools/plan/terraform-plan";
import type { DeployedStacks } from "./deployed";

/** Resources as the stack's JSON has them, by type and address. */
export type Blocks = Record<string, Record<string, Record<string, unknown>>>;

/** A line of `terraform plan -json` and `apply -json`. Terraform documentation, "Machine-Readable UI". */
interface PlanMessage {
  /** Of a resource, in a `planned_change`. */
  readonly change?: { readonly action: string; readonly resource: { readonly addr: string } };
  /** All of them, whether they change or not; once they are applied, without an action. */
  readonly outputs?: Readonly<Record<string, { readonly action?: string }>>;
  readonly type: string;
}

const changeOf = ({ type, change, outputs = {} }: PlanMessage): (readonly [string, string])[] => {
  if (type === "planned_change" && change) return [[change.resource.addr, change.action]];
  return Object.entries(outputs).map(([name, { action = "noop" }]) => [`output.${name}`, action]);
};

/** What was planned, as `<address> <action>`, without the hashes of addresses. */
const changesIn = (printed: string): string[] =>
  printed
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .flatMap((line) => changeOf(JSON.parse(line) as PlanMessage))
    .filter(([address, action]) => action !== "noop" && !address.startsWith("data."))
    .map(([address, action]) => `${address.replace(/_[0-9A-F]{8}$/, "")} ${action}`)
    .sort();

/** Where the state is known to be true, as the plan before was made of what AWS has: to read it again is not what is tested. */
export const unrefreshed = "-refresh=false";

/** One stack of a deployment, to change and to apply again. Where Terraform fails, its methods throw all that it printed. */
export class ChangedStack {
  constructor(
    private readonly deployed: DeployedStacks,
    readonly stack: string,
  ) {}

  /** Synthesizes with these settings beside those before, and changes what no setting does. */
  async synthesize(
    settings: Readonly<Record<string, string>>,
    change: (resources: Blocks, data: Blocks) => void = () => undefined,
  ): Promise<void> {
    const text = await this.deployed.synthesize(this.stack, settings);
    const blocks = JSON.parse(text) as { resource: Blocks; data: Blocks };
    // The provider waits most of a minute until S3 can be taken to know this: it is not what is tested.
    delete blocks.resource["aws_s3_bucket_lifecycle_configuration"];
    change(blocks.resource, blocks.data);
    const { folder } = this.deployed.placeOf(this.stack);
    writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(blocks, undefined, 2));
  }

  private terraform(parameters: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<string> {
    const place = this.deployed.placeOf(this.stack);
    return terraform({ ...place, environment: { ...place.environment, ...environment } }, parameters);
  }

  /** Plans and applies with Terraform's further `options`, and returns what changed, as `changes` does. */
  apply = async (...options: string[]): Promise<string[]> =>
    changesIn(await this.terraform(["apply", "-input=false", "-json", "-auto-approve", ...options]));

  /** Applies what was planned last. */
  applyPlan = (): Promise<string> => this.terraform(["apply", "-input=false", "-no-color", planFile]);

  private makePlan = (options: readonly string[], environment?: NodeJS.ProcessEnv): Promise<string> =>
    this.terraform(["plan", "-input=false", "-json", `-out=${planFile}`, ...options], environment);

  /** What Terraform would do, as `<address> <action>`, without the hashes of addresses. */
  changes = async (environment?: NodeJS.ProcessEnv): Promise<string[]> =>
    changesIn(await this.makePlan([], environment));

  /** The plan with Terraform's further `options`, as it is summed up for people, without the hashes of addresses. */
  async plan(...options: string[]): Promise<string> {
    await this.makePlan(options);
    const plan = parsePlan(await this.terraform(["show", "-json", planFile]));
    return planSummary(this.stack, plan, "").replace(/_[0-9A-F]{8}\b/g, "");
  }

  /** The outputs by name. */
  async outputs(): Promise<Record<string, string>> {
    const all = JSON.parse(await this.terraform(["output", "-json"])) as Record<string, { value: string }>;
    return Object.fromEntries(Object.entries(all).map(([name, { value }]) => [name, value]));
  }
}
