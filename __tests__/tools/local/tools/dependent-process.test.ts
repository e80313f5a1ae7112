import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { startDependent } from "../../../../tools/local/tools/dependent-process";

const sayPidAndStay = "console.log(process.pid); setInterval(() => undefined, 1000)";

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Waits for the end of a process that is not a child of this one. */
async function ended(pid: number): Promise<void> {
  while (isAlive(pid)) await setTimeout(50);
}

describe("Given a process that depends on another", () => {
  it("When it is closed, then it is gone", async () => {
    const { process: child, close } = startDependent(process.execPath, ["-e", sayPidAndStay]);
    const [chunk] = (await once(child.stdout, "data")) as [Buffer];
    await close();
    await ended(Number(chunk.toString()));
  });

  it("When it is closed and does not end though asked, then it is killed", async () => {
    const stay = `process.on("SIGTERM", () => undefined); ${sayPidAndStay}`;
    const { process: child, close } = startDependent(process.execPath, ["-e", stay]);
    const [chunk] = (await once(child.stdout, "data")) as [Buffer];
    await close();
    await ended(Number(chunk.toString()));
  });

  it("When it ends by itself, then that is seen, with its exit code", async () => {
    const { process: child } = startDependent(process.execPath, ["-e", "process.exit(3)"]);
    expect(await once(child, "exit")).toEqual([3, null]);
  });

  it("When the other one is killed, then it ends too", async () => {
    const file = JSON.stringify(resolve(__dirname, "../../../../tools/local/tools/dependent-process"));
    const script = `const { startDependent } = require(${file});
      startDependent(process.execPath, ["-e", ${JSON.stringify(sayPidAndStay)}]).process.stdout?.pipe(process.stdout);`;
    const other = spawn(process.execPath, ["--require", "tsx/cjs", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(createInterface(other.stdout), "line")) as [string];
    other.kill("SIGKILL");
    await ended(Number(line));
  });
});
