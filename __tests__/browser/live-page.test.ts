import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { projectFolder } from "../../modules/bundles/project-folder";
import { chromiumPath, itInBrowser, TestBrowser } from "../support/browser";

const folder = mkdtempSync(join(tmpdir(), "live-page-test-"));
let browser: TestBrowser | undefined;
const children: ChildProcess[] = [];

beforeAll(async () => {
  if (chromiumPath !== undefined) browser = await TestBrowser.start();
});

afterAll(async () => {
  for (const child of children) child.kill();
  await browser?.close();
  rmSync(folder, { recursive: true });
});

/** `npm run local -- --serve`, without a terminal. */
async function serve(...options: readonly string[]) {
  const child = spawn(process.execPath, ["--import", "tsx", "tools/run-local/main.ts", "--serve", ...options], {
    cwd: projectFolder,
    env: { ...process.env, CDKTF_OUTDIR: folder },
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const ended = once(child, "exit");
  for await (const line of createInterface(child.stdout)) {
    const url = /^Live page: (\S+)$/.exec(line)?.[1];
    if (url !== undefined) {
      child.stdout.resume();
      return { url, ended };
    }
  }
  throw new Error("The command ended without a page");
}

describe("Given a page that is served while a workflow runs", () => {
  itInBrowser(
    "When tasks move, then it shows them without being loaded again, and keeps what a person did",
    async () => {
      const { url, ended } = await serve("--pattern", "1", "--tasks", "12");
      const { page, complaints } = await (browser as TestBrowser).open(url, {});
      await page.evaluate("globalThis.loadedOnce = true");
      const titles = [await page.title()];
      await page.locator("#run-1-states summary").click();
      const filter = page.getByLabel("Show only tasks with");
      await filter.fill("task_1");

      await page.locator("h2 .badge.succeeded").waitFor();
      titles.push(await page.title());

      expect({
        titles,
        exitCode: (await ended)[0] as number,
        loadedOnce: await page.evaluate("globalThis.loadedOnce"),
        completed: await page.locator('[data-status="Completed"] strong').textContent(),
        inProgress: await page.locator('[data-outcome="inProgress"]').count(),
        statesOpen: await page.locator("#run-1-states").getAttribute("open"),
        filter: await filter.inputValue(),
        focused: await page.evaluate("document.activeElement.id"),
        rows: await page.locator(".long tbody tr:visible").count(),
        complaints,
      }).toEqual({
        titles: ["Pattern 1: Running", "Pattern 1: Succeeded"],
        exitCode: 0,
        loadedOnce: true,
        completed: "12",
        inProgress: 0,
        statesOpen: "",
        filter: "task_1",
        focused: "run-1-filter",
        // task_1, task_10, task_11 and task_12
        rows: 4,
        complaints: [],
      });
    },
  );
});
