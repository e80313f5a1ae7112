import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { terraform } from "../../tools/local/cloud/commands";
import { planFile, planStack } from "../../tools/plan/terraform";
import type { DeployedStacks } from "./deployed";

/** Resources as the stack's JSON has them, by type and address. */
export type Blocks = Record<string, Record<string, Record<string, unknown>>>;

/** A line of `terraform plan -json`. Terraform documentation, "Machine-Readable UI". */
interface PlanMessage {
  /** Of a resource, in a `planned_change`. */
  readonly change?: { readonly action: string; readonly resource: { readonly addr: string } };
  /** All of them, whether they change or not. */
  readonly outputs?: Readonly<Record<string, { readonly action: string }>>;
  readonly type: string;
}

const changesIn = ({ type, change, outputs = {} }: PlanMessage): (readonly [string, string])[] => {
  if (type === "planned_change" && change) return [[change.resource.addr, change.action]];
  return Object.entries(outputs).map(([name, { action }]) => [`output.${name}`, action]);
};

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

  /** Plans and applies. */
  apply = (): Promise<string> => this.terraform(["apply", "-input=false", "-no-color", "-auto-approve"]);

  /** Applies what was planned last. */
  applyPlan = (): Promise<string> => this.terraform(["apply", "-input=false", "-no-color", planFile]);

  /** What Terraform would do, as `<address> <action>`, without the hashes of addresses. */
  async changes(environment: NodeJS.ProcessEnv = {}): Promise<string[]> {
    const printed = await this.terraform(["plan", "-input=false", "-json", `-out=${planFile}`], environment);
    return printed
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .flatMap((line) => changesIn(JSON.parse(line) as PlanMessage))
      .filter(([address, action]) => action !== "noop" && !address.startsWith("data."))
      .map(([address, action]) => `${address.replace(/_[0-9A-F]{8}$/, "")} ${action}`)
      .sort();
  }

  /** The plan as it is summed up for people, without the hashes of addresses. */
  async plan(): Promise<string> {
    // Its providers are installed since the deployment began.
    const { summary } = await planStack(this.deployed.placeOf(this.stack), Promise.resolve());
    return summary.replace(/_[0-9A-F]{8}\b/g, "");
  }

  /** The outputs by name. */
  async outputs(): Promise<Record<string, string>> {
    const all = JSON.parse(await this.terraform(["output", "-json"])) as Record<string, { value: string }>;
    return Object.fromEntries(Object.entries(all).map(([name, { value }]) => [name, value]));
  }
}
