import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../modules/bundles/project-folder";
import {
  clientEnvironment,
  terraformEnvironment,
  findCloud,
  workspaceFolder,
} from "../../tools/local/cloud/environment";
import { Workspace } from "../../tools/local/cloud/workspace";
import { Closers } from "../../tools/local/ending";
import { textOf } from "../../tools/local/json";
import { localCredentials } from "../../tools/local/program-environment";
import { readStack } from "../../tools/local/synthesis";
import type { SynthesizedStack } from "../../tools/local/terraform/synthesized-stack";
import type { Deployment, patterns } from "../../workflow/deployment";
import { ended, type Ended } from "./ended";
import { tools } from "./given-tools";
import { keepProvider } from "./kept-provider";

/** What `cdktf deploy` writes into the outputs file for a stack. */
export type Outputs = Deployment & {
  readonly stateMachineArn: string;
  readonly startExecutionConsoleUrl: string;
  readonly workflowSpecs: string;
};

/** The patterns that are deployed: those of the default settings. */
export type DeployedPattern = (typeof patterns)[number];

/** The Region that docs/deploying.md chooses. */
export const region = "eu-west-1";

const main = ["--import", "tsx", join("tools", "local", "cloud", "main.ts")];

/** `npm run local:cloud` in a process of its own, and what is deployed to it by the commands of other terminals. */
export class LocalCloud {
  private readonly workspace = new Workspace(workspaceFolder, tools.mirror);
  private process: ChildProcess | undefined;
  private exited: Promise<[number | null]> | undefined;
  private printed = "";
  private readonly closers = new Closers();
  private ofProvider: NodeJS.ProcessEnv = {};

  /** Resolves once it says that it answers. */
  async start(): Promise<void> {
    const options = { cwd: projectFolder, env: process.env };
    const cloud = spawn(process.execPath, main, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    this.process = cloud;
    this.exited = once(cloud, "close") as Promise<[number | null]>;
    await new Promise<void>((resolve, reject) => {
      const listen = (chunk: Buffer) => {
        this.printed += chunk.toString();
        if (this.printed.includes("until you press Ctrl-C")) resolve();
      };
      cloud.stdout.on("data", listen);
      cloud.stderr.on("data", listen);
      cloud.once("exit", () => {
        reject(new Error(`local:cloud ended:\n${this.printed}`));
      });
    });
  }

  /** Runs `npm run local:cloud -- …`, beside the one that runs. */
  run = (...parameters: string[]): Promise<Ended> =>
    ended(process.execPath, [...main, ...parameters], {
      cwd: projectFolder,
      env: { ...process.env, ...this.ofProvider },
    });

  /** Presses Ctrl-C. @returns how it ended, and what it printed last */
  async interrupt(): Promise<Ended> {
    this.process?.kill("SIGINT");
    const [exitCode = null] = (await this.exited) ?? [];
    return { exitCode, printed: this.printed.slice(-5_000) };
  }

  /** Ends what runs, however far the tests came. */
  async close(): Promise<void> {
    this.process?.kill("SIGKILL");
    await this.closers.close();
  }

  /** From now on the AWS provider that was installed for a stack serves all Terraform commands of both. */
  async keepProvider(stack: string): Promise<void> {
    const environment = terraformEnvironment(this.address, this.workspace);
    const kept = await keepProvider({ stack, folder: this.folderOf(stack), environment }, this.closers);
    // What was deployed has just been planned, with nothing to change: to read it all again is not what is tested.
    this.ofProvider = { TF_REATTACH_PROVIDERS: kept, TF_CLI_ARGS_destroy: "-refresh=false" };
  }

  private get address() {
    const found = findCloud();
    if (!found) throw new Error(`No local cloud runs. It printed:\n${this.printed.slice(-5_000)}`);
    return found;
  }

  /** For clients of AWS. */
  get client() {
    return { endpoint: this.address.url, region: this.address.region, credentials: localCredentials };
  }

  /** What leads the AWS CLI and the tools here. */
  get environment(): NodeJS.ProcessEnv {
    return { ...process.env, ...clientEnvironment(this.address) };
  }

  terraform = (stack: string, ...parameters: string[]): Promise<Ended> =>
    ended("terraform", parameters, {
      cwd: this.folderOf(stack),
      env: { ...terraformEnvironment(this.address, this.workspace), ...this.ofProvider },
    });

  /** Where Terraform runs for a stack. */
  folderOf = (stack: string): string => this.workspace.stackFolder(stack);

  /** The addresses that Terraform's state has for a stack. */
  resourcesInState(stack: string): unknown[] {
    return (JSON.parse(readFileSync(this.workspace.stateFile(stack), "utf8")) as { resources: unknown[] }).resources;
  }

  /** The stack as it was synthesized, evaluated as local runs do. */
  synthesized = (pattern: DeployedPattern): SynthesizedStack => readStack(pattern, this.workspace.outputFolder);

  readonly outputsFile = this.workspace.outputsFile;

  outputs(pattern: DeployedPattern): Outputs {
    const outputs = JSON.parse(readFileSync(this.outputsFile, "utf8")) as Record<string, Outputs>;
    return outputs[`amazon-ecs-starter-kit-pattern-${pattern}`] as Outputs;
  }

  /** A value of the synthesized stack with the ids that AWS made up for the deployed one. */
  asDeployed<T>(pattern: DeployedPattern, value: T): T {
    const idsIn = (output: (key: "securityGroupId" | "subnetIdLiteral") => string) => [
      output("securityGroupId"),
      ...output("subnetIdLiteral").split("$"),
    ];
    const synthesized = this.synthesized(pattern);
    const outputs = this.outputs(pattern);
    const deployed = idsIn((key) => outputs[key]);
    const text = idsIn((key) => textOf(synthesized.output(key))).reduce(
      (all, id, index) => all.replaceAll(id, deployed[index] ?? ""),
      JSON.stringify(value),
    );
    return JSON.parse(text) as T;
  }
}
