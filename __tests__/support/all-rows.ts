import type { DetailRow } from "../../workflow/audit-rows";
import type { RunKey } from "../../workflow/run";
import type { TaskRows } from "../../workflow/task-rows";

/** All rows of a run's tasks. */
export async function allRows(audit: TaskRows, run: RunKey): Promise<DetailRow[]> {
  const all: DetailRow[] = [];
  for await (const rows of audit.pages(run, "all")) all.push(...rows);
  return all;
}
