import type { Poll } from "./poll";
import { reconcile } from "./reconcile";
import { Restarts } from "./restarts";
import { stopAgain, stopOverdue } from "./stop-overdue";

/** Settles what ended without saying so or has another try, and stops what is overdue. Only rows of tasks that have not ended are read. */
export async function lookAfterTasks(poll: Poll): Promise<void> {
  const { audit, run } = poll;
  for await (const rows of audit.pages(run, "TimedOut")) await stopAgain(poll, rows);
  const restarts = new Restarts(poll);
  for await (const rows of audit.pages(run, "open")) await stopOverdue(poll, await reconcile(poll, rows, restarts));
}
