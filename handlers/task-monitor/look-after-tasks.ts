import type { Poll } from "./poll";
import { reconcile } from "./reconcile";
import { stopAgain, stopOverdue } from "./stop-overdue";

/** Settles what ended without saying so, and stops what is overdue. Only rows of tasks that have not ended are read. */
export async function lookAfterTasks(poll: Poll): Promise<void> {
  const { audit, run } = poll;
  for await (const rows of audit.pages(run, "TimedOut")) await stopAgain(poll, rows);
  for await (const rows of audit.pages(run, "open")) await stopOverdue(poll, await reconcile(poll, rows));
}
