import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { terraformEnvironment } from "../../tools/local/cloud/environment";
import { prepareWorkspace, stackFolder } from "../../tools/local/cloud/workspace";
import { planFile, planStack, terraform } from "../../tools/plan/terraform";
import type { TerraformPlan } from "../../tools/plan/terraform-plan";
import type { DeployedStacks } from "./deployed";

/** Resources as the stack's JSON has them, by type and address. */
export type Blocks = Record<string, Record<string, Record<string, unknown>>>;

/** One stack of a deployment, to change and to apply again. */
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
    Object.assign(process.env, settings);
    const { workspace } = this.deployed.command;
    await prepareWorkspace(workspace);
    const file = join(stackFolder(workspace, this.stack), "cdk.tf.json");
    const blocks = JSON.parse(readFileSync(file, "utf8")) as { resource: Blocks; data: Blocks };
    // The provider waits most of a minute until S3 can be taken to know this: it is not what is tested.
    delete blocks.resource["aws_s3_bucket_lifecycle_configuration"];
    change(blocks.resource, blocks.data);
    writeFileSync(file, JSON.stringify(blocks, undefined, 2));
  }

  /** Returns Terraform's exit code. */
  apply = (): Promise<number> =>
    this.deployed.terraform(this.stack, "apply", "-input=false", "-no-color", "-auto-approve");

  /** What Terraform would do, as `<address> <actions>`, without the hashes of addresses. */
  async changes(environment: NodeJS.ProcessEnv = {}): Promise<string[]> {
    const { address, workspace } = this.deployed.command;
    const place = {
      stack: this.stack,
      folder: stackFolder(workspace, this.stack),
      environment: { ...terraformEnvironment(address, workspace), ...environment },
    };
    await terraform(place, ["plan", "-input=false", "-no-color", "-out=changes.tfplan"]);
    const { resource_changes = [] } = JSON.parse(
      await terraform(place, ["show", "-json", "changes.tfplan"]),
    ) as TerraformPlan;
    return resource_changes
      .filter(({ mode, change }) => mode === "managed" && change.actions.join() !== "no-op")
      .map(({ address: of, change }) => `${of.replace(/_[0-9A-F]{8}$/, "")} ${change.actions.join()}`)
      .sort();
  }

  /** The plan as it is summed up for people, without the hashes of addresses. */
  async plan(): Promise<string> {
    const { address, workspace } = this.deployed.command;
    const environment = terraformEnvironment(address, workspace);
    const place = { stack: this.stack, folder: stackFolder(workspace, this.stack), environment };
    // Its providers are installed since the deployment began.
    const { summary } = await planStack(place, Promise.resolve());
    return summary.replace(/_[0-9A-F]{8}\b/g, "");
  }

  /** Applies what `plan` has planned. Returns Terraform's exit code. */
  applyPlan = (): Promise<number> =>
    this.deployed.terraform(this.stack, "apply", "-input=false", "-no-color", planFile);
}
