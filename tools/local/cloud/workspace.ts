import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { awsProviderVersion, lockFileName } from "../../../stacks/versions";
import { synthesize, synthesizedStacks } from "../synthesis";
import { SynthesizedStack } from "../terraform/synthesized-stack";
import type { ProviderMirror } from "../tools";

/** Image of an emulated account's tasks: none is built or pulled, they run the program that would be in it. */
export const standInImage = "000000000000.dkr.ecr.us-east-1.amazonaws.com/ecs-task:local";

/** A folder to deploy from: what was synthesized, and Terraform's states. A real deployment's state is never touched. */
export class Workspace {
  /** Folder that the stacks are synthesized into. */
  readonly outputFolder: string;
  /** File that `cdktf deploy` writes the outputs of each stack into. */
  readonly outputsFile: string;
  /** Terraform's command line configuration, when providers come from a mirror. */
  readonly configurationFile: string;

  /** @param mirror of the providers. @default the registry */
  constructor(
    readonly folder: string,
    readonly mirror?: ProviderMirror,
  ) {
    this.outputFolder = join(folder, "cdktf.out");
    this.outputsFile = join(folder, "outputs.json");
    this.configurationFile = join(folder, "terraform.tfrc");
  }

  /** The names of the stacks that were synthesized. */
  get stacks(): string[] {
    return synthesizedStacks(this.outputFolder);
  }

  /** The folder that Terraform runs in for a stack. */
  stackFolder(stack: string): string {
    return join(this.outputFolder, "stacks", stack);
  }

  /** File of a stack's Terraform state. */
  stateFile(stack: string): string {
    return join(this.folder, `${stack}.tfstate`);
  }

  /** The AWS provider that answers, and its source. The stacks name one version, and no range. */
  get providerLine(): string {
    const { version, folder } = this.mirror ?? { version: awsProviderVersion, folder: "the registry" };
    const adapted = version === awsProviderVersion ? "" : `; the stacks name ${awsProviderVersion}`;
    return `AWS provider: ${version}, from ${folder}${adapted}`;
  }

  /**
   * Synthesizes the stacks, each with its state here.
   *
   * @returns one of the stacks; Region and account are the same in all
   */
  async prepare(): Promise<SynthesizedStack> {
    mkdirSync(this.folder, { recursive: true });
    const locks = new Map(this.stacks.map((stack) => [stack, this.readLock(stack)]));
    await synthesize(this.outputFolder);
    for (const stack of this.stacks) this.emulate(stack, locks.get(stack));
    if (this.mirror) writeFileSync(this.configurationFile, mirrorConfiguration(this.mirror));
    return SynthesizedStack.read(join(this.stackFolder(this.stacks[0] ?? ""), "cdk.tf.json"));
  }

  /**
   * Makes a synthesized stack one that is deployed from here: its state is the workspace's, and where the AWS provider comes from a
   * mirror, it is the one that is there.
   *
   * @param lock what Terraform wrote into the lock file when it installed that one; the reviewed lock file names another
   * @param stateFile of its state
   */
  emulate(stack: string, lock?: string, stateFile = this.stateFile(stack)): void {
    const folder = this.stackFolder(stack);
    const override = { terraform: { backend: { local: { path: stateFile } } } };
    writeFileSync(join(folder, "override.tf.json"), `${JSON.stringify(override, undefined, 2)}\n`);
    if (!this.mirror) return;
    const file = join(folder, "cdk.tf.json");
    writeFileSync(file, forAwsProvider(this.mirror.version, readFileSync(file, "utf8")));
    rmSync(join(folder, lockFileName), { force: true });
    if (lock !== undefined) writeFileSync(join(folder, lockFileName), lock);
  }

  private readLock(stack: string): string | undefined {
    const file = join(this.stackFolder(stack), lockFileName);
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
  }
}

const mirrorConfiguration = ({ folder }: ProviderMirror): string =>
  `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(folder)}\n  }\n}\n`;

interface Block extends Record<string, unknown> {
  terraform: { required_providers: { aws: { version: string } } };
  data?: Record<string, object>;
  ephemeral?: Record<string, object>;
}

const token = "aws_ecr_authorization_token";

/** Features that an AWS provider before a version, major and minor, does not know, and their replacement. */
const novelties: readonly { readonly since: readonly [number, number]; readonly without: (stack: string) => string }[] =
  [
    // hashicorp/terraform-provider-aws#44986
    { since: [6, 19], without: (stack) => stack.replaceAll('"nodejs24.x"', '"nodejs22.x"') },
    // #44949. What stands in leaves the login in the state: an emulated account's.
    {
      since: [6, 22],
      without: (stack) => {
        const { ephemeral, ...rest } = JSON.parse(stack.replaceAll(`ephemeral.${token}.`, `data.${token}.`)) as Block;
        return toJson({ ...rest, data: { ...rest.data, ...ephemeral } });
      },
    },
  ];

/**
 * A synthesized stack's JSON, as the AWS provider of another version takes it: all that differs for what lies in a mirror. The
 * one that the stack names takes it as it is.
 */
export function forAwsProvider(version: string, stack: string): string {
  if (version === awsProviderVersion) return stack;
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const known = novelties
    .filter(({ since }) => major < since[0] || (major === since[0] && minor < since[1]))
    .reduce((text, { without }) => without(text), stack);
  const block = JSON.parse(known) as Block;
  block.terraform.required_providers.aws.version = version;
  return toJson(block);
}

const toJson = (value: object): string => JSON.stringify(value, undefined, 2);
