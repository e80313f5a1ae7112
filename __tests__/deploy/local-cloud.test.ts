import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../modules/bundles/project-folder";
import { onPath } from "../../tools/local/tools/on-path";
import { ended } from "./ended";
import { givenTools } from "./given-tools";

const main = ["--import", "tsx", join("tools", "local", "cloud", "main.ts")];
const folder = join(projectFolder, "local-cloud");

const run = (command: string, parameters: readonly string[]) => ended(command, parameters, { cwd: projectFolder });

const localCloud = (...parameters: string[]) => run(process.execPath, [...main, ...parameters]);

// In CI its absence is a failure.
const withCli = onPath("aws") !== undefined || process.env["CI"] ? it : it.skip;

/** The shell commands of the walk-through that contain `part`, as one script. */
function walkThrough(...parts: string[]): string {
  const page = readFileSync(join(projectFolder, "docs", "local-cloud.md"), "utf8");
  const blocks = [...page.matchAll(/```bash\n(.*?)```/gs)].map(([, block = ""]) => block);
  return parts
    .map((part) => blocks.find((block) => block.includes(part)) ?? `echo "No command has ${part}"; exit 1`)
    .join("\n");
}

givenTools("Given npm run local:cloud", () => {
  let cloud: ChildProcess;
  let printed = "";

  beforeAll(async () => {
    cloud = spawn(process.execPath, main, { cwd: projectFolder, stdio: ["ignore", "pipe", "pipe"] });
    await new Promise<void>((resolve, reject) => {
      const listen = (chunk: Buffer) => {
        printed += chunk.toString();
        if (printed.includes("until you press Ctrl-C")) resolve();
      };
      cloud.stdout?.on("data", listen);
      cloud.stderr?.on("data", listen);
      cloud.once("exit", () => {
        reject(new Error(`local:cloud ended:\n${printed}`));
      });
    });
  });

  afterAll(() => cloud.kill("SIGKILL"));

  it("When it is started a second time, then it says where the first one is", async () => {
    const { exitCode, printed: second } = await localCloud();
    expect([exitCode, second]).toEqual([1, expect.stringMatching(/runs already, at http:\/\/127\.0\.0\.1:\d+/)]);
  });

  it("When a stack is deployed, then the commands to go on with are told", async () => {
    const { exitCode, printed: deployed } = await localCloud("deploy", "amazon-ecs-starter-kit-pattern-1");
    expect([exitCode, deployed]).toEqual([0, expect.stringContaining("aws stepfunctions start-execution")]);
    expect(deployed).toMatch(/^AWS provider: \d+\.\d+\.\d+, from (the registry|\/)/m);
  });

  withCli("When the walk-through is followed, then a workflow runs and can be watched", async () => {
    const script = [
      "set -eu",
      walkThrough("-- env", "start-execution"),
      'execution="$(output stateMachineArn | sed s/:stateMachine:/:execution:/):first"',
      'until aws stepfunctions describe-execution --execution-arn "$execution" --query status | grep -v RUNNING; do sleep 1; done',
      walkThrough("describe-execution"),
    ].join("\n");
    const { exitCode, printed: shown } = await run("bash", ["-c", script]);
    expect({ exitCode, shown }).toEqual({ exitCode: 0, shown: expect.stringContaining('"SUCCEEDED"') });
    expect(shown).toContain("ExecutionSucceeded");
    expect(shown.match(/"Completed"/g)).toHaveLength(10);
    expect(shown.match(/amazon_ecs_starter_kit\/input\.bin_/g)).toHaveLength(10);
  });

  it("When it is interrupted, then it ends and leaves nothing lying about", async () => {
    const exited = once(cloud, "exit") as Promise<[number | null]>;
    cloud.kill("SIGINT");
    expect((await exited)[0]).toBe(130);
    expect(existsSync(folder)).toBe(false);
  });
});
