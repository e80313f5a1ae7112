import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCloud } from "../../tools/local/cloud/cloud";
import { initialize, placesIn, terraform, type StackPlace } from "../../tools/local/cloud/commands";
import { Workspace } from "../../tools/local/cloud/workspace";
import { Closers } from "../../tools/local/ending";
import { localCredentials } from "../../tools/local/program-environment";
import { imagesIn } from "../support/local-ecr";
import { tools } from "./given-tools";
import { keepProvider } from "./kept-provider";

/** The parts of a stack's JSON that are about its providers. */
interface Providers {
  readonly aws?: unknown;
  readonly required_providers?: Readonly<Record<string, unknown>>;
}

/** Stacks that Terraform deploys to an emulated account of their own. */
export class DeployedStacks {
  private readonly closers = new Closers();
  private readonly places = new Map<string, StackPlace>();
  /** Each stack's JSON as the settings have it. */
  private readonly synthesized = new Map<string, string>();
  private url = "";
  private region = "";

  workspace = new Workspace("", tools.mirror);

  /** For clients of AWS. */
  get client() {
    return { endpoint: this.url, region: this.region, credentials: localCredentials };
  }

  /**
   * Synthesizes, starts the account, and installs each stack's providers.
   *
   * @param registryUrl of a registry that takes the image, which is built then. @default the image exists
   */
  async start(registryUrl?: string): Promise<void> {
    const existing = "000000000000.dkr.ecr.us-east-1.amazonaws.com/ecs-task:test";
    process.env["KIT_IMAGE_URI"] = registryUrl === undefined ? existing : "";
    const folder = mkdtempSync(join(tmpdir(), "amazon-ecs-starter-kit-deploy-"));
    this.workspace = new Workspace(folder, tools.mirror);
    const { region, accountId } = await this.workspace.prepare();
    const ofImages: Pick<Parameters<typeof startCloud>[0], "ecr"> =
      registryUrl === undefined ? {} : { ecr: (behind) => imagesIn(registryUrl, behind) };
    const address = await startCloud({ region, accountId, realTime: false, folder, ...ofImages }, this.closers);
    ({ url: this.url, region: this.region } = address);
    this.readSynthesized();
    for (const place of placesIn(this.workspace, address)) {
      await initialize(place);
      const kept = await keepProvider(place, this.closers);
      this.places.set(place.stack, { ...place, environment: { ...place.environment, TF_REATTACH_PROVIDERS: kept } });
    }
  }

  /** Returns a stack's JSON as it is synthesized with these settings beside those before. */
  async synthesize(stack: string, settings: Readonly<Record<string, string>>): Promise<string> {
    if (Object.entries(settings).some(([name, value]) => process.env[name] !== value)) {
      Object.assign(process.env, settings);
      await this.workspace.prepare();
      this.readSynthesized();
    }
    return this.synthesized.get(stack) ?? "";
  }

  private readSynthesized(): void {
    for (const stack of this.workspace.stacks)
      this.synthesized.set(stack, readFileSync(join(this.workspace.stackFolder(stack), "cdk.tf.json"), "utf8"));
  }

  /** Folder and environment of a stack's Terraform commands. */
  placeOf(stack: string): StackPlace {
    const place = this.places.get(stack);
    if (!place) throw new Error(`${stack} was not started, only ${[...this.places.keys()].join(", ")}`);
    return place;
  }

  /** The folder for resources that are no stack's. */
  folderBeside(name: string): string {
    const folder = join(this.workspace.folder, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** Applies resources that are no stack's, with the provider of a stack. */
  async applyBeside(name: string, stack: string, resource: object): Promise<void> {
    const folder = this.folderBeside(name);
    const { provider, terraform: block } = JSON.parse(this.synthesized.get(stack) ?? "") as Record<string, Providers>;
    const backend = { local: { path: this.workspace.stateFile(name) } };
    const own = { required_providers: { aws: block?.required_providers?.["aws"] }, backend };
    const text = JSON.stringify({ terraform: own, provider: { aws: provider?.aws }, resource });
    writeFileSync(join(folder, "main.tf.json"), text);
    const place = { ...this.placeOf(stack), folder };
    await initialize(place);
    await terraform(place, ["apply", "-input=false", "-no-color", "-auto-approve"]);
  }

  close = (): Promise<void> => this.closers.close();
}
