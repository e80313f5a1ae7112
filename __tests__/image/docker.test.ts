import { spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { projectFolder } from "../../modules/bundles/project-folder";
import { dockerRunner } from "../../tools/local/endpoints/ecs/docker-runner";
import type { TaskLaunch } from "../../tools/local/endpoints/ecs/task-runner";
import type { Report } from "../../tools/run-local/report";
import { readStack, synthesize } from "../../tools/local/synthesis";
import type { WorkflowSpec } from "../../workflow/spec";
import { buildTaskImage, checkReach } from "../../tools/local/runners";
import { buildProgramImage, dockerOutput, dockerProblem, importBaseOf, importNodeImage } from "../support/docker";

const problem = dockerProblem();
const nodeImage = `amazon-ecs-starter-kit-test:${process.pid}`;
const folder = mkdtempSync(join(tmpdir(), "image-test-"));
const architecture = process.arch === "arm64" ? "arm64" : "amd64";

// What the app reads: the stack is for this machine's CPU, and its image is built of what this machine has.
process.env["KIT_NODE_IMAGE"] = nodeImage;
process.env["KIT_CPU_ARCHITECTURE"] = process.arch === "arm64" ? "ARM64" : "X86_64";

interface Image {
  readonly Os: string;
  readonly Architecture: string;
  readonly Size: number;
  readonly RootFS: { readonly Layers: readonly string[] };
  readonly Config: {
    readonly User: string;
    readonly Entrypoint: readonly string[];
    readonly Env: readonly string[];
    readonly Labels: Readonly<Record<string, string>>;
  };
}

const inspect = (image: string): Image => {
  const [found] = JSON.parse(dockerOutput("image", "inspect", image)) as [Image];
  return found;
};

const containers = () => dockerOutput("ps", "--all", "--quiet", "--filter", "label=amazon-ecs-starter-kit.task");

describe("Given this machine", () => {
  const here = problem === undefined || process.env["CI"] === "true" ? it : it.skip;
  here(`When tests need containers, then a Docker Engine runs them${problem ? `: ${problem}` : ""}`, () => {
    expect(problem).toBeUndefined();
  });
});

(problem === undefined ? describe : describe.skip)("Given a Docker Engine", () => {
  let image: string;

  beforeAll(async () => {
    importNodeImage(nodeImage);
    await synthesize(folder);
    image = (await buildTaskImage(readStack(1, folder))) as string;
  }, 120_000);

  afterAll(() => {
    rmSync(folder, { recursive: true });
    dockerOutput("image", "rm", "--force", image, nodeImage);
  });

  describe("Given the image that is built of the synthesized context", () => {
    it("When it is read, then it has a numeric user, the stack's platform, and the program as its entry point", () => {
      const { Os, Architecture, Config } = inspect(image);
      expect({
        platform: `${Os}/${Architecture}`,
        user: Config.User,
        entryPoint: Config.Entrypoint,
        environment: Config.Env.filter((variable) => !variable.startsWith("PATH=")),
        title: Config.Labels["org.opencontainers.image.title"],
      }).toEqual({
        platform: `linux/${architecture}`,
        user: "1000:1000",
        entryPoint: ["node", "/app/task.js"],
        environment: ["NODE_ENV=production"],
        title: "amazon-ecs-starter-kit task",
      });
    });

    it("When it is compared with its base, then it is one layer more, of less than a megabyte", () => {
      const [base, built] = [inspect(nodeImage), inspect(image)];
      expect(built.RootFS.Layers.slice(0, -1)).toEqual(base.RootFS.Layers);
      expect(built.Size - base.Size).toBeLessThan(1_000_000);
    });

    it("When it is started with no environment, then it says what is missing and fails", () => {
      expect(() => dockerOutput("run", "--rm", "--read-only", "--network", "none", image)).toThrow(
        /InvalidTaskEnvironment: .* region is missing/,
      );
    });

    it("When its containers cannot reach this machine, then the message says where to look", async () => {
      await expect(checkReach(image, "http://127.0.0.1:1")).rejects.toThrow(
        /^A container could not reach http:\/\/127\.0\.0\.1:1 .* turn on Settings > Resources > Network/,
      );
    });
  });

  describe("Given a program that says what it finds", () => {
    const program = `
      const attempt = (act) => { try { act(); return "done"; } catch ({ code }) { return code; } };
      process.on("SIGTERM", () => process.env.STUBBORN || process.exit(7));
      setInterval(() => undefined, 1_000);
      console.log(JSON.stringify({
        user: process.getuid(),
        write: attempt(() => require("node:fs").writeFileSync("/here", "")),
        given: process.env.GIVEN,
        surroundings: process.env.SURROUNDINGS,
      }));`;
    let programImage: string;

    beforeAll(() => {
      programImage = buildProgramImage(nodeImage, program);
    });

    afterAll(() => {
      dockerOutput("image", "rm", "--force", programImage);
    });

    const launch = (environment: Record<string, string>, changes: Partial<TaskLaunch["container"]> = {}) => {
      const written = new EventEmitter();
      const firstLine = once(written, "line").then(([line]) => String(line));
      const runner = dockerRunner({
        environment: { SURROUNDINGS: "local" },
        onLine: (_, line) => {
          written.emit("line", line);
        },
      });
      const taskId = `${process.pid}${Math.random().toString(36).slice(2)}`;
      const task = runner({
        taskArn: `arn:aws:ecs:us-east-1:000000000000:task/kit/${taskId}`,
        taskId,
        container: {
          name: "ecs-task",
          image: programImage,
          user: "1234",
          readonlyRootFilesystem: true,
          stopTimeout: 60,
          ...changes,
        },
        environment,
      });
      return { task, firstLine };
    };

    it("When it runs, then user, root filesystem and environment are the task's; asked to end, it ends as it wants", async () => {
      const { task, firstLine } = launch({ GIVEN: 'a $HOME "b" \u00e9' });
      expect(JSON.parse(await firstLine)).toEqual({
        user: 1234,
        write: "EROFS",
        given: 'a $HOME "b" \u00e9',
        surroundings: "local",
      });
      task.stop();
      await expect(task.ended).resolves.toBe(7);
    });

    it("When it does not end though asked, then it is killed after its stop timeout", async () => {
      const { task, firstLine } = launch({ STUBBORN: "yes" }, { stopTimeout: 1 });
      await firstLine;
      task.stop();
      await expect(task.ended).resolves.toBe(137);
    });

    it("When it is killed before it runs, then it ends all the same", async () => {
      const { task } = launch({});
      task.kill();
      await expect(task.ended).resolves.toBe(137);
    });

    it("When there is no such image, then the start is refused with Docker's words", async () => {
      const { task } = launch({}, { image: "127.0.0.1:1/none:1" });
      await expect(task.started).rejects.toThrow(/^docker run: .*127\.0\.0\.1:1/s);
    });

    afterEach(() => {
      expect(containers()).toBe("");
    });
  });

  /** Runs both patterns with the Docker runner. */
  const runLocal = async (...options: string[]): Promise<Report["patterns"]> => {
    const child = spawn(
      process.execPath,
      ["--import", "tsx", "tools/run-local/main.ts", "--runner", "docker", "--json", ...options],
      {
        cwd: projectFolder,
        env: { ...process.env, CDKTF_OUTDIR: folder },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
    expect(errors).toBe("");
    return (JSON.parse(output) as Report).patterns;
  };

  describe.each<[string, readonly object[], Readonly<Record<string, number>>]>([
    ["shell", [], { all: 0, "in French": 0, "as the image has it": 0 }],
    ["python", [{ taskName: "wrong", command: ["many"] }], { few: 0, many: 0, wrong: 2 }],
  ])("Given the example in %s, of an image that is built", (name, more, exitCodes) => {
    const example = join(projectFolder, "ecs-task", "examples", name);
    let base: string | undefined;
    beforeAll(() => {
      base = importBaseOf(join(example, "Dockerfile"));
    });
    afterAll(() => {
      if (base !== undefined) dockerOutput("image", "rm", "--force", base);
    });

    it("When both patterns run it, then each container gets its command, and its exit code is its word", async () => {
      const { $schema, ...spec } = JSON.parse(readFileSync(join(example, "specs.json"), "utf8")) as WorkflowSpec;
      expect($schema).toMatch(/workflow-spec\.schema\.json$/);
      const specs = join(folder, `${name}.json`);
      writeFileSync(specs, JSON.stringify({ ...spec, taskList: [...(spec.taskList ?? []), ...more] }));
      process.env["KIT_JOB"] = "container";
      process.env["KIT_JOB_CONTEXT"] = `ecs-task/examples/${name}`;
      const patterns = await runLocal("--specs", specs).finally(() => {
        delete process.env["KIT_JOB"];
        delete process.env["KIT_JOB_CONTEXT"];
      });
      for (const { tasks } of patterns) {
        expect(Object.fromEntries(tasks.map(({ task_name, exit_code }) => [task_name, exit_code]))).toEqual(exitCodes);
        expect(tasks.flatMap(({ log }) => log ?? [])).toEqual(
          more.map(() => ({ lines: ["job.py: error: argument limit: invalid int value: 'many'"] })),
        );
      }
      expect(patterns).toHaveLength(2);
      expect(containers()).toBe("");
    });
  });

  it("When both patterns run with the Docker runner, then every task completes in its container, and none is left", async () => {
    const patterns = await runLocal();
    const ends = patterns.map(({ executionStatus, objects, tasks }) => ({
      executionStatus,
      objects: objects.length,
      completed: tasks.filter((row) => row.status === "Completed").length,
    }));
    // The sample and its ten copies; pattern 2's Distributed Map also writes a manifest and a file of results.
    expect(ends).toEqual([
      { executionStatus: "SUCCEEDED", objects: 11, completed: 10 },
      { executionStatus: "SUCCEEDED", objects: 13, completed: 10 },
    ]);
    expect(containers()).toBe("");
  }, 180_000);
});
