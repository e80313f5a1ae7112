import type { DetailRow } from "../../workflow/audit-rows";
import { isTerminal } from "../../workflow/status";
import { html, type Html } from "./html";
import { taskOutcomes } from "./look";
import { durationText } from "./text";

/** Times of a task in milliseconds since 1970. */
interface Span {
  readonly start: number;
  /** Start of the container's program, as far as it is known. */
  readonly ran: number;
  readonly end: number;
}

function spanOf(row: DetailRow, now: string): Span {
  const start = Date.parse(row.start_time);
  const end = Math.max(Date.parse(isTerminal(row.status) ? row.update_time : now), start);
  const ran = row.exec_time_in_seconds === undefined ? start : end - row.exec_time_in_seconds * 1_000;
  return { start, end, ran: Math.max(start, row.status === "Submitted" ? end : ran) };
}

/** Bars from the start to the end of each task, on one axis for all of these. */
export function barsOf(rows: readonly DetailRow[], now: string): (row: DetailRow) => Html {
  const spans = rows.map((row) => spanOf(row, now));
  const from = Math.min(...spans.map(({ start }) => start));
  const length = Math.max(...spans.map(({ end }) => end - from), 100);
  const percent = (at: number): string => `${(((at - from) / length) * 100).toFixed(2)}%`;
  return (row) => {
    const { start, ran, end } = spanOf(row, now);
    const after = durationText((start - from) / 1_000);
    const label = `Submitted ${after} after the first task, there for ${durationText((end - start) / 1_000)}`;
    return html`<div class="bar" role="img" aria-label="${label}" title="${label}">
      <i class="waiting" style="left:${percent(start)};right:calc(100% - ${percent(ran)})"></i
      ><i class="${taskOutcomes[row.status]}" style="left:${percent(ran)};right:calc(100% - ${percent(end)})"></i>
    </div>`;
  };
}
