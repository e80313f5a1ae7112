import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkout } from "../support/checkout";
import { shellBlocks } from "../support/documents";
import { givenTools } from "./given-tools";

const providers = { "hashicorp/aws": "6.56.0", "kreuzwerker/docker": "3.6.2" };
const platforms = ["linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64"];

// Nothing of it is run: for hashes, what is in a package does not matter.
givenTools("Given a mirror with a provider's package for each platform, and a checkout", () => {
  const mirror = mkdtempSync(join(tmpdir(), "lock-mirror-"));
  const { folder, remove } = checkout();
  const lockFile = join(folder, ".terraform.lock.hcl");
  const stack = join(folder, "cdktf.out", "stacks", "amazon-ecs-starter-kit-pattern-1");
  const configuration = join(mirror, "terraform.tfrc");

  const programOf = (source: string, version: string, platform: string) => {
    const package_ = join(mirror, "registry.terraform.io", source, version, platform);
    return { package_, program: join(package_, `terraform-provider-${source.split("/")[1] ?? ""}_v${version}`) };
  };
  const fill = (source: string, version: string, platform: string, content: string) => {
    const { package_, program } = programOf(source, version, platform);
    mkdirSync(package_, { recursive: true });
    writeFileSync(program, content);
    chmodSync(program, 0o755);
  };

  const run = (command: string, parameters: readonly string[], cwd = folder) => {
    const env = { ...process.env, KIT_REGION: "us-east-1", KIT_IMAGE_URI: "", TF_CLI_CONFIG_FILE: configuration };
    const { status, stdout, stderr } = spawnSync(command, parameters, { cwd, env, encoding: "utf8" });
    return { status, printed: stdout + stderr };
  };
  const synthesize = () => run(process.execPath, ["--import", "tsx", "main.ts"]);
  const initialize = () => run("terraform", ["init", "-backend=false", "-input=false", "-no-color"], stack);

  beforeAll(() => {
    writeFileSync(configuration, `provider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n}\n`);
    for (const [source, version] of Object.entries(providers))
      for (const platform of platforms) fill(source, version, platform, `${source} for ${platform}`);
  });
  afterAll(() => {
    rmSync(mirror, { recursive: true });
    remove();
  });

  it("When providers were never locked, then stacks have no lock file, and Terraform takes what there is", () => {
    rmSync(lockFile, { force: true });
    expect(synthesize().status).toBe(0);
    expect(existsSync(join(stack, ".terraform.lock.hcl"))).toBe(false);
    expect(initialize().status).toBe(0);
  });

  it("When the documented commands are run, then the lock file holds both providers, with a hash for each platform", () => {
    const commands = shellBlocks.filter(({ commands }) => commands.includes("providers lock"));
    expect(commands).toHaveLength(1);
    // Hashes come of the mirror in place of the registry, and the checkout is no repository.
    const documented = String(commands[0]?.commands).replace("providers lock", `$& -fs-mirror=${mirror}`);
    expect(run("bash", ["-ec", documented.replace("git add", ": add")])).toMatchObject({ status: 0 });
    const blocks = readFileSync(lockFile, "utf8").split("\nprovider ").slice(1);
    const locked = blocks.map((block) => [/^"[^/]+\/(.+?)"/.exec(block)?.[1], /version += "(.+)"/.exec(block)?.[1]]);
    expect(Object.fromEntries(locked)).toEqual(providers);
    expect(blocks.map((block) => block.match(/"h1:/g)?.length)).toEqual([platforms.length, platforms.length]);
  });

  it("When it is synthesized then, then Terraform installs what was locked", () => {
    expect(synthesize().status).toBe(0);
    expect(readFileSync(join(stack, ".terraform.lock.hcl"))).toEqual(readFileSync(lockFile));
    expect(initialize().status).toBe(0);
  });

  it("When a package has become another under its version, then Terraform does not install it", () => {
    for (const platform of platforms) fill("hashicorp/aws", "6.56.0", platform, "something else");
    rmSync(join(stack, ".terraform"), { recursive: true, force: true });
    const { status, printed } = initialize();
    expect(status).toBe(1);
    expect(printed.replace(/\s+/g, " ")).toContain("doesn't match any of the checksums previously recorded");
  });
});
