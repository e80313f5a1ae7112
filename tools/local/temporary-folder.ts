import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import type { Closers } from "./ending";

/** Beginning of the folders' names; the machine is in it, since another one may see the same folder. Short: sockets lie in them. */
const prefix = `ecs-kit-${createHash("sha256").update(hostname()).digest("hex").slice(0, 8)}-`;

/** True while a process of this machine runs. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It is another user's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Removes the folders of processes that were killed, and had no time to. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const [, pid] = name.startsWith(prefix) ? (/^(\d+)-/.exec(name.slice(prefix.length)) ?? []) : [];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

/** Makes a folder that is there until `closers` closes, or this process ends; if it is killed, until the next one makes one. */
export function temporaryFolder(closers: Closers): string {
  removeLeftovers();
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  removeAtEnd(folder, closers);
  return folder;
}

/** Removes a folder when `closers` close or this process ends. */
export function removeAtEnd(folder: string, closers: Closers): void {
  const remove = () => {
    rmSync(folder, { recursive: true, force: true });
  };
  // For an end that leaves no time to close: what runs ends by itself when this process is gone.
  process.once("exit", remove);
  closers.add(() => {
    process.off("exit", remove);
    remove();
  });
}
