import { renderPage } from "../../../tools/page/page";
import { counted, failedRun, hostile, pageOf, row } from "../../support/page-model";

const { summary: _summary, endTime: _endTime, error: _error, ...begun } = failedRun;
const running = {
  ...begun,
  executionStatus: "RUNNING",
  startTime: "2026-11-24T12:00:02.700Z",
  ...counted([]),
} as const;

describe("Given a page", () => {
  it("When every text that comes from outside is hostile, then none of it is markup, wherever it stands", () => {
    const page = renderPage(pageOf(failedRun, failedRun));
    expect(page).not.toContain(hostile);
    expect(page).not.toContain("<img");
    // Its own: the content's end, the style sheet's and the script's.
    expect([page.match(/<script/g)?.length, page.match(/<style/g)?.length]).toEqual([1, 1]);
  });

  it("When it is opened, then only its own script may run, and nothing is fetched from elsewhere", () => {
    const page = renderPage(pageOf(failedRun));
    const policy = /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(page)?.[1];
    expect(policy).toMatch(
      /^default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; img-src data:; script-src &#39;sha256-[\w+/]+=&#39;$/,
    );
    expect(page.match(/(?:src|href)="(?!#|data:,)[^"]*"/g)).toBeNull();
  });

  it("When a run goes on, then nothing is said to be missing that may yet come", () => {
    const page = renderPage(pageOf(running));
    expect(page).toContain("There is no summary row yet.");
    expect(page).toContain("No task has been launched yet.");
    expect(page).toContain("0 of 0 tasks completed, after 7.3 s.");
  });

  it("When tasks did not complete, then the last line that each wrote stands beside the reason", () => {
    const line = { timestamp: "2026-11-24T12:00:00.000Z", level: "ERROR", message: "no answer within 60 s" };
    const failed = { status: "Failed", reason: "exited with code 1", log: { lines: [JSON.stringify(line)] } } as const;
    const tasks = counted([row("gone", failed), row("killed", { status: "Failed" })]);
    const looked = renderPage(pageOf({ ...failedRun, ...tasks }));
    expect(looked).toMatch(/exited with code 1<br \/>Last log line: <code>2026-\S+ {2}ERROR {2}no answer within 60 s</);
  });

  it("When an entry had several tasks, then each says which it was, and the entry counts once, by the last", () => {
    const first = { status: "Failed", reason: "Spot", attempt: 1, attempts: 3, followed_by: "arn:2" } as const;
    const last = { ecs_task_id: "arn:2", attempt: 2, attempts: 3, follows: row("a").ecs_task_id };
    const run = { ...begun, ...counted([row("a", first), row("a", last), row("b")]) };
    const page = renderPage(pageOf(run)).replace(/\s+/g, " ");
    expect(page).toContain("2 of 2 tasks completed");
    expect(page).toMatch(/<strong>0<\/strong> Failed/);
    expect(page.match(/<td data-heading="Attempt">[^<]*/g)).toEqual(
      ["1 of 3", "2 of 3", ""].map((text) => `<td data-heading="Attempt">${text}`),
    );
    expect(renderPage(pageOf(failedRun))).not.toContain("Attempt");
  });

  it("When the rows of its tasks are gone, then that is said, and the counts are those of the run's row", () => {
    const tasksByStatus = { Submitted: 0, Running: 0, Completed: 2, Failed: 1, TimedOut: 0 };
    const page = renderPage(pageOf({ ...failedRun, tasks: [], withoutRow: 4, tasksByStatus })).replace(/\s+/g, " ");
    expect(page).toContain("There are no rows of its tasks: none was launched, or their time to live is over.");
    expect(page).toContain("2 of 4 tasks completed");
    expect(page).not.toContain("No task was launched");
  });

  it("When the pages of its tasks' logs are known, then each task leads to its own", () => {
    const url = "https://eu-west-1.console.aws.amazon.com/cloudwatch/home#logsV2:a&b";
    const failed = row("gone", { status: "Failed", log_url: url });
    const page = renderPage(pageOf({ ...failedRun, ...counted([failed, row("done")]) }));
    expect(page.match(/<a href="https[^<]*<\/a>/g)).toEqual([`<a href="${url.replace("&", "&amp;")}">gone</a>`]);
  });

  it("When a workflow was refused, then the page says that there is no row because of that", () => {
    expect(renderPage(pageOf({ ...running, executionStatus: "FAILED" }))).toContain(
      "There is no summary row: the workflow was refused before it began.",
    );
  });

  it("When tasks wait and run, then each has a bar of both on one axis", () => {
    const at = (second: number) => `2026-11-24T12:00:0${second}.000Z`;
    const tasks = [
      row("a", { start_time: at(0), update_time: at(4), exec_time_in_seconds: 3 }),
      row("b", { start_time: at(2), update_time: at(8), exec_time_in_seconds: 6 }),
      row("c", { start_time: at(4), status: "Submitted" }),
    ];
    const page = renderPage({ at: at(8), runs: [{ ...failedRun, tasks }] });
    const bars = [...page.matchAll(/class="(\w+)"\s+style="left:([\d.]+)%;right:calc\(100% - ([\d.]+)%\)"/g)];
    expect(bars.map(([, name, left, right]) => [name, Number(left), Number(right)])).toEqual([
      ["waiting", 0, 12.5],
      ["succeeded", 12.5, 50],
      ["waiting", 25, 25],
      ["succeeded", 25, 100],
      ["waiting", 50, 100],
      ["notReached", 100, 100],
    ]);
    expect(page).toContain('aria-label="Submitted 2 s after the first task, there for 6 s"');
  });

  it("When some tasks did not complete, then they are first", () => {
    const tasks = [row("a"), row("b", { status: "Failed" }), row("c", { status: "TimedOut" })];
    const page = renderPage(pageOf({ ...failedRun, tasks }));
    expect([...page.matchAll(/<th scope="row">(\w)</g)].map(([, name]) => name)).toEqual(["b", "c", "a"]);
  });
});
