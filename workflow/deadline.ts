import type { SummaryRow } from "./audit-rows";

/** When what still runs of a run is stopped: milliseconds since 1970. */
export const deadlineOf = (summary: Pick<SummaryRow, "start_time" | "timeout_seconds">): number =>
  Date.parse(summary.start_time) + summary.timeout_seconds * 1_000;
