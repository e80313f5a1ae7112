import axe from "axe-core";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { BrowserContextOptions, Page } from "playwright-core";
import { sampleKey } from "../../tools/local/contents";
import { graphOf, nodesOf, withClosedMaps } from "../../tools/page/graph";
import type { ReportedRun } from "../../tools/page/model";
import { renderPage } from "../../tools/page/page";
import { taskStatuses } from "../../workflow/status";
import { chromiumPath, itInBrowser, TestBrowser, type OpenPage } from "../support/browser";
import { runBothPatterns } from "../support/local-runs";
import { counted, failedRun, hostile, pageOf, row } from "../support/page-model";

const folder = mkdtempSync(join(tmpdir(), "page-test-"));

let browser: TestBrowser | undefined;

beforeAll(async () => {
  if (chromiumPath !== undefined) browser = await TestBrowser.start();
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

/** Opens a page of runs. */
function show(runs: readonly ReportedRun[], options: BrowserContextOptions = {}): Promise<OpenPage> {
  const file = join(folder, "page.html");
  writeFileSync(file, renderPage(pageOf(...runs)));
  return (browser as TestBrowser).open(pathToFileURL(file).href, options);
}

const desktop = { viewport: { width: 1280, height: 900 } };
const phone = { viewport: { width: 360, height: 780 }, hasTouch: true };

/** What an article of the page shows, read from the browser's own tree. */
interface Shown {
  readonly heading: string;
  readonly counts: Record<string, number>;
  readonly states: Record<string, string>;
  readonly rows: number;
  readonly bars: number;
}

const shown = (page: Page): Promise<Shown[]> =>
  page.evaluate<Shown[]>(`[...document.querySelectorAll("article")].map((article) => {
    const all = (selector) => [...article.querySelectorAll(selector)];
    return {
      heading: article.querySelector("h2").textContent.replace(/\\s+/g, " ").trim(),
      counts: Object.fromEntries(all("[data-status]").map((one) => [one.dataset.status, parseInt(one.textContent)])),
      states: Object.fromEntries(all("[data-state]").map((one) => [one.dataset.state, one.dataset.outcome])),
      rows: all(".long tbody tr").length,
      bars: all(".bar").length,
    };
  })`);

/** The same from the data alone. In these runs nothing failed but Fail states, and the Parallel state that one of them is in. */
const expected = (report: ReportedRun): Shown => {
  const outcome = (state: string): string => {
    const of = (...names: readonly (string | undefined)[]): boolean => names.includes(state);
    const entered = report.history.filter(({ stateEnteredEventDetails: event }) => of(event?.name));
    const left = report.history.filter(({ stateExitedEventDetails: event }) => of(event?.name));
    const types = new Set(entered.map(({ type }) => type));
    if (entered.length === 0) return "notReached";
    if (types.has("FailStateEntered")) return "failed";
    // A visit that did not end of itself was cut off by the end of the other branch of its Parallel state.
    if (entered.length > left.length && !types.has("SucceedStateEntered")) return "cancelled";
    const isCaught =
      types.has("ParallelStateEntered") && report.history.some(({ type }) => type === "ParallelStateFailed");
    return isCaught ? "caughtError" : "succeeded";
  };
  const count = (status: string): number => report.tasks.filter((task) => task.status === status).length;
  // The states inside a Distributed Map run in executions of their own: this one's history cannot tell of them.
  const drawn = withClosedMaps(graphOf(report.definition));
  const names = nodesOf(drawn).map(({ name }) => name);
  return {
    heading: `Pattern ${report.pattern} ${report.executionStatus === "SUCCEEDED" ? "Succeeded" : "Failed"}`,
    counts: Object.fromEntries(taskStatuses.map((status) => [status, count(status)])),
    states: Object.fromEntries(names.map((name) => [name, outcome(name)])),
    rows: report.tasks.length,
    bars: report.tasks.length,
  };
};

/** Faults that a person who cannot see well, or has no mouse, would stumble over: WCAG A and AA, and good practice. */
const accessibilityFaults = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe.source);
  return page.evaluate<string[]>(`axe.run().then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + " " + target + " " + failureSummary)))`);
};

const isWiderThanScreen = (page: Page): Promise<boolean> =>
  page.evaluate<boolean>("document.documentElement.scrollWidth > innerWidth");

describe("Given real runs of both patterns that succeeded", () => {
  let runs: ReportedRun[];

  beforeAll(async () => {
    runs = chromiumPath === undefined ? [] : await runBothPatterns();
  });

  itInBrowser("When the page is opened, then what it draws and counts is the data, and nothing complains", async () => {
    const { page, complaints } = await show(runs, desktop);
    expect(await shown(page)).toEqual(runs.map(expected));
    expect([await page.title(), await page.getByText("The execution ended with").count(), complaints]).toEqual([
      "Pattern 1: Succeeded, Pattern 2: Succeeded",
      0,
      [],
    ]);
  });

  itInBrowser("When state machines are drawn, then every name fits into its box", async () => {
    const { page } = await show(runs, desktop);
    expect(
      await page.evaluate(`[...document.querySelectorAll(".state > text")]
        .filter((text) => text.getBBox().x + text.getBBox().width > text.parentElement.querySelector("rect").getBBox().width)
        .map((text) => text.textContent)`),
    ).toEqual([]);
  });

  itInBrowser("When scripts are off, then everything is there but the filter", async () => {
    const { page } = await show(runs, { ...desktop, javaScriptEnabled: false });
    expect([await page.locator(".bar").count(), await page.locator(".filter:visible").count()]).toEqual([20, 0]);
  });
});

describe("Given real runs of both patterns in which a task failed", () => {
  let runs: ReportedRun[];

  beforeAll(async () => {
    const keys = [sampleKey, "no/such & <key>", sampleKey];
    const entries = keys.map((objectKey, index) => ({ taskName: `task_${index + 1}`, objectKey }));
    runs = chromiumPath === undefined ? [] : await runBothPatterns(entries);
  });

  itInBrowser("When the page is opened, then it says first what failed and why, and draws where it ended", async () => {
    const { page, complaints } = await show(runs, desktop);
    expect(await shown(page)).toEqual(runs.map(expected));
    expect(
      await page.evaluate(`[...document.querySelectorAll("[data-outcome=failed]")].map((one) => one.dataset.state)`),
    ).toEqual(["WorkflowFailed", "EndOfList", "WorkflowFailed"]);
    expect(await page.locator("article:first-of-type h3").allTextContents()).toEqual([
      "State machine",
      "Tasks",
      "Audit",
    ]);
    expect(await page.locator(".long tbody tr:first-child").allTextContents()).toEqual(
      runs.map(
        ({ tasks }) =>
          expect.stringMatching(
            new RegExp(`task_2\\s*Failed[^]*${escaped(tasks[1]?.reason)}\\s*Last log line: `),
          ) as unknown,
      ),
    );
    expect(complaints).toEqual([]);
  });
});

const escaped = (text = ""): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

const many: ReportedRun = {
  ...failedRun,
  pattern: 2,
  ...counted(Array.from({ length: 200 }, (_, index) => row(`task_${index + 1}`))),
};

describe("Given names that are meant to break the page", () => {
  itInBrowser("When it is opened, then they are text, and nothing of them runs", async () => {
    const { page, complaints } = await show([failedRun], desktop);
    const dialogs: string[] = [];
    page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await page.reload();
    expect({
      dialogs,
      complaints: complaints,
      elements: [
        await page.locator("img").count(),
        await page.locator("script").count(),
        await page.locator("style").count(),
      ],
      taskNames: await page.locator(".long tbody th").allTextContents(),
    }).toEqual({
      dialogs: [],
      complaints: [],
      elements: [0, 1, 1],
      taskNames: [hostile, "task_3", "task_1", "task_4"],
    });
  });
});

describe("Given those who look at it", () => {
  const waysToLook: readonly (readonly [string, BrowserContextOptions])[] = [
    ["on a desktop", desktop],
    ["in the dark", { ...desktop, colorScheme: "dark" }],
    ["on a phone", phone],
    ["on a phone in the dark", { ...phone, colorScheme: "dark" }],
  ];

  for (const [how, options] of waysToLook)
    itInBrowser(
      `When it is ${how}, then axe finds no fault, contrast included, and nothing is wider than the screen`,
      async () => {
        const { page } = await show([failedRun, many], options);
        await page.evaluate(`document.querySelectorAll("summary").forEach((one) => one.click())`);
        expect([await accessibilityFaults(page), await isWiderThanScreen(page)]).toEqual([[], false]);
      },
    );

  itInBrowser("When only the keyboard is used, then everything that does something is reached and works", async () => {
    const { page } = await show([failedRun, many], desktop);
    const reached: string[] = [];
    for (let step = 0; step < 13; step += 1) {
      await page.keyboard.press("Tab");
      reached.push(
        await page.evaluate<string>(`(() => {
          const { tagName, textContent, ariaLabel, id } = document.activeElement;
          const outlined = getComputedStyle(document.activeElement).outlineStyle;
          return [ariaLabel || textContent.replace(/\\s+/g, " ").trim() || id || tagName, outlined].join(": ");
        })()`),
      );
    }
    const ofRun = (run: number) => [
      `State machine of Pattern ${run}: solid`,
      `States (${nodesOf(graphOf(failedRun.definition)).length}): solid`,
      `run-${run}-filter: solid`,
      `Tasks of Pattern ${run}: solid`,
      "Summary row Failed: solid",
    ];
    expect(reached).toEqual([
      "Skip to the content: solid",
      "Pattern 1: solid",
      "Pattern 2: solid",
      ...ofRun(1),
      ...ofRun(2),
    ]);
    await page.keyboard.press("Enter");
    expect(await page.locator("#run-2-summary").getAttribute("open")).toBe("");
  });

  itInBrowser("When a person looks for some tasks, then only those are shown, and how many", async () => {
    const { page } = await show([many], desktop);
    await page.getByLabel("Show only tasks with").fill("TASK_19");
    expect([
      await page.locator(".long tbody tr:visible").count(),
      await page.locator(".filter [role=status]").textContent(),
    ]).toEqual([11, "11 of 200"]);
  });

  itInBrowser("When 200 tasks are on a phone, then their bars can be told apart", async () => {
    const { page } = await show([many], phone);
    const boxes = await page.evaluate<number[]>(
      `[...document.querySelectorAll(".bar")].map((one) => Math.round(one.getBoundingClientRect().height))`,
    );
    expect([boxes.length, Math.min(...boxes)]).toEqual([200, 20]);
  });

  itInBrowser("When it is printed, then on white, whole, and without what only a screen can do", async () => {
    const { page } = await show([many], { ...desktop, colorScheme: "dark" });
    await page.emulateMedia({ media: "print" });
    expect({
      text: await page.evaluate("getComputedStyle(document.body).color"),
      cut: await page.evaluate(
        `[...document.querySelectorAll(".long")].filter((one) => one.scrollHeight > one.clientHeight + 1).length`,
      ),
      filters: await page.locator(".filter:visible").count(),
    }).toEqual({ text: "rgb(27, 32, 39)", cut: 0, filters: 0 });
  });
});
