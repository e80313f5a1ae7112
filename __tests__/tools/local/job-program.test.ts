import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TaskLaunch } from "../../../tools/local/endpoints/ecs/task-runner";
import { jobProgram } from "../../../tools/local/task-program";

const launch = (command?: readonly string[]): TaskLaunch => ({
  taskArn: "arn:task",
  taskId: "task",
  container: { name: "job", image: "debian:stable-slim", command: command && [...command], stopTimeout: 30 },
  environment: {},
});

describe("Given the folder of an image", () => {
  const [context, folder] = ["context", "copy"].map((name) => mkdtempSync(join(tmpdir(), `${name}-`))) as [
    string,
    string,
  ];
  afterAll(() => {
    for (const one of [context, folder]) rmSync(one, { recursive: true });
  });

  it.each<[string, string, readonly string[], readonly string[]]>([
    ["both in the exec form", 'FROM a\nENTRYPOINT ["sh", "job.sh"]\nCMD ["x"]', ["sh", "job.sh"], ["x"]],
    ["several of a kind", 'ENTRYPOINT ["a"]\nentrypoint ["b"]\nCMD ["x", "y"]', ["b"], ["x", "y"]],
    ["the shell form", "CMD python3 job.py 1", [], ["/bin/sh", "-c", "python3 job.py 1"]],
    ["a line that goes on", '# ENTRYPOINT ["no"]\nENTRYPOINT ["sh", \\\n  "job.sh"]', ["sh", "job.sh"], []],
  ])(
    "When its Dockerfile has %s, then a copy of the folder starts what Docker would, and a task's own command stands for CMD",
    (_, dockerfile, entrypoint, command) => {
      writeFileSync(join(context, "Dockerfile"), dockerfile);
      const programOf = jobProgram(context, folder);
      expect(programOf(launch())).toEqual({ command: [...entrypoint, ...command], folder });
      expect(programOf(launch(["b", "c"]))).toEqual({ command: [...entrypoint, "b", "c"], folder });
    },
  );

  it("When its Dockerfile names no command, then the task does not start", () => {
    writeFileSync(join(context, "Dockerfile"), "FROM debian:stable-slim");
    expect(() => jobProgram(context, folder)(launch())).toThrow("CannotStartContainerError");
  });
});

describe("Given an image that exists already", () => {
  const programOf = jobProgram(undefined, tmpdir());

  it("When a task has a command, then it runs here as it is", () => {
    expect(programOf(launch(["sh", "-c", "echo"]))).toEqual({ command: ["sh", "-c", "echo"], folder: tmpdir() });
  });

  it("When it has none, then the task does not start, and the reason says what to do", () => {
    expect(() => programOf(launch())).toThrow(/debian:stable-slim .*give the entry a command, or .*--runner docker/);
  });
});
