import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { terraformEnvironment } from "../../tools/local/cloud/environment";
import { prepareWorkspace, stackFolder } from "../../tools/local/cloud/workspace";
import { planStack } from "../../tools/plan/terraform";
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
    const terraform = JSON.parse(readFileSync(file, "utf8")) as { resource: Blocks; data: Blocks };
    // The provider waits most of a minute until S3 can be taken to know this: it is not what is tested.
    delete terraform.resource["aws_s3_bucket_lifecycle_configuration"];
    change(terraform.resource, terraform.data);
    writeFileSync(file, JSON.stringify(terraform));
    // The lock file of the providers that are here went with the synthesis.
    await this.deployed.terraform(this.stack, "init", "-input=false", "-no-color");
  }

  /** Returns Terraform's exit code. */
  apply = (): Promise<number> =>
    this.deployed.terraform(this.stack, "apply", "-input=false", "-no-color", "-auto-approve");

  /** The plan as it is summed up for people, without the hashes of addresses. */
  async plan(): Promise<string> {
    const { address, workspace } = this.deployed.command;
    const environment = terraformEnvironment(address, workspace);
    const { summary } = await planStack({ stack: this.stack, folder: stackFolder(workspace, this.stack), environment });
    return summary.replace(/_[0-9A-F]{8}\b/g, "");
  }
}
