import type { DetailRow } from "../../workflow/audit-rows";
import { isTerminal } from "../../workflow/status";
import { attemptText } from "./attempt";
import { durationText } from "./text";
import { html, type Html } from "./html";
import { taskOutcomes } from "./look";
import { scrollable } from "./table";

/** Above so many tasks their lines are drawn closer together. */
const roomyTasks = 40;

/** About so many times are written along the axis. */
const axisMarks = 4;

/** Times at which each task was submitted, ran and ended. */
export function timeline(details: readonly DetailRow[], name: string, now: string): Html | undefined {
  if (details.length === 0) return undefined;
  const bars = byEntry(details.map((row) => barOf(row, now)));
  const from = Math.min(...bars.map(({ start }) => start));
  const seconds = Math.max(...bars.map(({ end }) => (end - from) / 1_000), 0.1);
  const percent = (at: number): string => `${((at - from) / 10 / seconds).toFixed(2)}%`;
  const marks = axis(seconds).map(
    (mark) => html`<span style="left:${percent(from + mark * 1_000)}">${durationText(mark)}</span>`,
  );
  return html`<section>
    <h3>Timeline</h3>
    <p class="legend">
      <span class="swatch waiting"></span> submitted, waiting to start <span class="swatch running"></span> running, or
      ended in the colour of its status
    </p>
    ${scrollable(
      `Timeline of ${name}`,
      html`<div
        class="timeline${bars.length > roomyTasks ? " dense" : ""}"
        role="img"
        aria-label="Bars from the start to the end of each task; the times stand in the table of tasks"
      >
        <div class="axis">
          <span></span>
          <div class="track">${marks}</div>
        </div>
        ${bars.map((bar) => line(bar, percent))}
      </div>`,
      "long",
    )}
  </section>`;
}

/** Bars from the first entry to start to the last; the attempts at one stand beside each other. */
function byEntry(bars: readonly Bar[]): Bar[] {
  const starts = new Map<string, number>();
  for (const { row, start } of bars) starts.set(row.task_name, Math.min(start, starts.get(row.task_name) ?? Infinity));
  const startOf = ({ row }: Bar): number => starts.get(row.task_name) ?? 0;
  return bars.toSorted(
    (left, right) =>
      startOf(left) - startOf(right) ||
      left.row.task_name.localeCompare(right.row.task_name) ||
      left.start - right.start,
  );
}

/** Times in milliseconds since 1970. */
interface Bar {
  readonly row: DetailRow;
  readonly start: number;
  /** Start of the container's program, as far as it is known. */
  readonly ran: number;
  readonly end: number;
}

function barOf(row: DetailRow, now: string): Bar {
  const start = Date.parse(row.start_time);
  const end = Math.max(Date.parse(isTerminal(row.status) ? row.update_time : now), start);
  const ran = row.exec_time_in_seconds === undefined ? start : end - row.exec_time_in_seconds * 1_000;
  return { row, start, end, ran: Math.max(start, row.status === "Submitted" ? end : ran) };
}

const labelOf = (row: DetailRow): string =>
  row.attempts === undefined ? row.task_name : `${row.task_name}, ${attemptText(row)}`;

const line = ({ row, start, ran, end }: Bar, percent: (at: number) => string): Html =>
  html`<div class="bar" title="${labelOf(row)}: ${row.status}, ${durationText((end - start) / 1_000)}">
    <span>${labelOf(row)}</span>
    <div class="track">
      <i class="waiting" style="left:${percent(start)};right:calc(100% - ${percent(ran)})"></i
      ><i class="${taskOutcomes[row.status]}" style="left:${percent(ran)};right:calc(100% - ${percent(end)})"></i>
    </div>
  </div>`;

/** Round times from 0 on: steps of 1, 2 or 5 times a power of ten. */
function axis(seconds: number): number[] {
  const rough = seconds / axisMarks;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => index * step);
}
