import { randomUUID } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeProgram, processRunner } from "../../../tools/local/endpoints/ecs/process-runner";
import type { RunningTask, TaskRunner } from "../../../tools/local/endpoints/ecs/task-runner";

/** What a program can do, by name; it is told which. */
const deeds = {
  exits: "console.log('out'); console.error('err'); process.stdout.write('no newline'); process.exit(3)",
  exitsWithCode: "process.exitCode = 4",
  exitsWithCodeLater: "process.exitCode = 5; setTimeout(() => process.exit(), 1)",
  prints: "console.log(JSON.stringify(process.env)); process.exit(0)",
  describes: `
    console.log(JSON.stringify({
      argv: process.argv, cwd: process.cwd(), file: __filename, main: require.main === module, ipc: typeof process.send,
      startedAt: performance.timeOrigin,
      now: Math.abs(performance.timeOrigin + performance.now() - Date.now()) < 100,
    }));
    process.exit(0)`,
  throws: "setTimeout(() => { throw new Error('went wrong') }, 1)",
  rejects: "void Promise.reject(new Error('went wrong'))",
  obeys: "process.on('SIGTERM', () => process.exit(7)); setInterval(() => {}, 1000); console.log('ready')",
  resists: "process.on('SIGTERM', () => {}); console.log('ready'); for (;;);",
  waits: "setInterval(() => {}, 1000); console.log('ready')",
  imports: "import('node:os').then(({ EOL }) => { console.log(EOL === '\\n' ? 'imported' : ''); process.exit(0) })",
  exitsWithin: `
    process.on('exit', (code) => console.log('exit ' + code));
    (async () => {
      try { await null; process.exit(6) } catch { console.log('caught'); await ask() } finally { console.log('finally') }
    })()`,
  exitsAndAsks: "try { process.exit(6) } catch { void ask() }",
  exitsWhileBusy: "void ask('/slowly').then(() => console.log('answered')); setTimeout(() => process.exit(6), 20)",
  fetches: "fetch(process.env.URL).then((answer) => answer.text()).then(() => process.exit(0))",
  asks: "ask().then(() => process.exit(0))",
} as const;

const program = `
  const { get } = require("node:http");
  const agent = new (require("node:http").Agent)({ keepAlive: true });
  const ask = (path = "") => new Promise((resolve) => {
    get(process.env.URL + path, { agent }, (response) => response.resume().on("end", resolve));
  });
  ({ ${Object.entries(deeds)
    .map(([name, code]) => `${name}() { ${code} }`)
    .join(",\n")} })[process.env.DEED]();
`;

let folder: string;
let server: Server;
const asked: string[] = [];
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "task-runners-")));
  writeFileSync(join(folder, "task.js"), program);
  server = createServer(({ url }, response) => {
    asked.push(String(url));
    setTimeout(() => response.end("answer"), url === "/slowly" ? 200 : 0);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

const events = new EventEmitter().setMaxListeners(0);
let lines: string[] = [];
let runner: TaskRunner;

const makeRunner = (taskFile = join(folder, "task.js")) => {
  lines = [];
  runner = processRunner(nodeProgram(taskFile), {
    environment: { URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    onLine: (taskId, line) => {
      lines.push(line);
      events.emit(taskId, line);
    },
  });
};

const start = (deed: keyof typeof deeds, environment: Record<string, string> = {}, stopTimeout = 30) => {
  const taskId = randomUUID();
  const container = { name: "ecs-task", image: "image", readonlyRootFilesystem: true, stopTimeout };
  const launch = { taskArn: `arn:${taskId}`, taskId, container };
  return {
    ...runner({ ...launch, environment: { DEED: deed, ...environment } }),
    firstLine: once(events, taskId) as Promise<[string]>,
  };
};
/** The exit code of a task, and what it wrote. */
const ran = async (deed: keyof typeof deeds, environment?: Record<string, string>) => {
  lines = [];
  const exitCode = await start(deed, environment).ended;
  return { exitCode, lines };
};
const endedBy = async (
  deed: keyof typeof deeds,
  how: (task: RunningTask) => void,
  stopTimeout?: number,
): Promise<number> => {
  const task = start(deed, {}, stopTimeout);
  await task.firstLine;
  how(task);
  return task.ended;
};

describe("Given a task that has a process of its own", () => {
  beforeEach(() => {
    makeRunner();
  });

  it.each<[keyof typeof deeds, number, string[]]>([
    ["exits", 3, ["err", "no newline", "out"]],
    ["exitsWithCode", 4, []],
    ["exitsWithCodeLater", 5, []],
    ["imports", 0, ["imported"]],
    ["exitsWithin", 6, ["exit 6"]],
    ["exitsAndAsks", 6, []],
    ["exitsWhileBusy", 6, []],
    ["fetches", 0, []],
  ])("When its program %s, then its exit code is %d and its lines are %j", async (deed, exitCode, written) => {
    const result = await ran(deed);
    expect({ ...result, lines: result.lines.toSorted() }).toEqual({ exitCode, lines: written });
  });

  it("When its program calls process.exit(), then nothing that follows reaches anybody", async () => {
    asked.length = 0;
    await ran("exitsWithin");
    await ran("exitsAndAsks");
    await ran("asks");
    expect(asked).toEqual(["/"]);
  });

  it.each(["throws", "rejects"] as const)("When its program %s, then it says why and ends with 1", async (deed) => {
    const { exitCode, lines: written } = await ran(deed);
    expect([exitCode, written.join("\n")]).toEqual([1, expect.stringContaining("Error: went wrong\n    at ")]);
  });

  it("When its program looks around, then it finds what a program that `node` runs does", async () => {
    const before = Date.now();
    const { lines: written } = await ran("describes");
    const file = join(folder, "task.js");
    const { startedAt, ...found } = JSON.parse(String(written[0])) as { readonly startedAt: number };
    expect(startedAt).toBeGreaterThan(before - 1);
    expect(found).toEqual({
      argv: [process.execPath, file],
      cwd: folder,
      file,
      main: true,
      ipc: "undefined",
      now: true,
    });
  });

  it("When it is given variables, then its environment holds those, the runner's and PATH", async () => {
    const { lines: written } = await ran("prints", { ONE: "1" });
    const environment: unknown = JSON.parse(String(written[0]));
    expect(environment).toEqual({ PATH: process.env["PATH"], URL: expect.any(String), DEED: "prints", ONE: "1" });
  });

  it("When a variable is one that Node.js reads as it starts, then Node.js has read it", async () => {
    const { exitCode, lines: written } = await ran("exits", { NODE_OPTIONS: "--no-such-option" });
    expect([exitCode, written.join()]).toEqual([9, expect.stringContaining("--no-such-option is not allowed")]);
  });

  it.each<[string, keyof typeof deeds, number]>([
    ["and it has a listener, then that decides", "obeys", 7],
    ["and it has none, then it ends with 143", "waits", 143],
  ])("When it gets SIGTERM %s", async (_what, deed, exitCode) => {
    expect(
      await endedBy(deed, (task) => {
        task.stop();
      }),
    ).toBe(exitCode);
  });

  it("When it does not heed SIGTERM, then SIGKILL ends it with 137", async () => {
    expect(
      await endedBy(
        "resists",
        (task) => {
          task.stop();
        },
        0.1,
      ),
    ).toBe(137);
  });

  it("When it is killed, then it ends with 137, and the next one is none the worse", async () => {
    expect(
      await endedBy("resists", (task) => {
        task.kill();
      }),
    ).toBe(137);
    expect(await ran("exits")).toMatchObject({ exitCode: 3 });
  });

  it("When there is no program, then it cannot be started", () => {
    makeRunner(join(folder, "none.js"));
    expect(() => start("exits")).toThrow(`CannotPullContainerError: there is no program at ${join(folder, "none.js")}`);
  });
});
