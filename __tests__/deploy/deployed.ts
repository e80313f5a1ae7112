import { mkdtempSync, openSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initialize, terraform, type CommandSetting } from "../../tools/local/cloud/cdktf";
import { startCloud } from "../../tools/local/cloud/cloud";
import { prepareWorkspace } from "../../tools/local/cloud/workspace";
import { Closers } from "../../tools/local/closers";
import { localCredentials } from "../../tools/local/program-environment";
import { tools } from "./given-tools";

/** Stacks that Terraform deploys to an emulated account of their own. */
export class DeployedStacks {
  private readonly closers = new Closers();
  private setting: CommandSetting | undefined;

  /** For clients of AWS. */
  get client() {
    const { url: endpoint, region } = this.command.address;
    return { endpoint, region, credentials: localCredentials };
  }

  get command(): CommandSetting {
    if (!this.setting) throw new Error("Nothing was started");
    return this.setting;
  }

  /**
   * Synthesizes, and starts the account.
   *
   * @param registryUrl of a registry that takes the image, which is built then. @default the image exists
   */
  async start(registryUrl?: string): Promise<void> {
    const existing = "000000000000.dkr.ecr.us-east-1.amazonaws.com/ecs-task:test";
    process.env["KIT_IMAGE_URI"] = registryUrl === undefined ? existing : "";
    const folder = mkdtempSync(join(tmpdir(), "amazon-ecs-starter-kit-deploy-"));
    const workspace = { folder, mirror: tools.mirror };
    const { region, accountId } = await prepareWorkspace(workspace);
    const ofImages = registryUrl === undefined ? {} : { registryUrl };
    const address = await startCloud({ region, accountId, realTime: false, folder, ...ofImages }, this.closers);
    const log = openSync(logFile(folder), "a");
    this.setting = { address, workspace, stdio: ["ignore", log, log] };
    await initialize(this.setting);
  }

  /** What the commands printed. */
  get printed(): string {
    return readFileSync(logFile(this.command.workspace.folder), "utf8");
  }

  terraform = (stack: string, ...parameters: string[]): Promise<number> => terraform(this.command, stack, parameters);

  close = (): Promise<void> => this.closers.close();
}

const logFile = (folder: string): string => join(folder, "commands.log");
