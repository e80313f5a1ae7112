import type { PatternReport } from "../report";
import type { WorkflowRun } from "../run";
import type { HistoryEvent } from "../../local/state-machine/history";
import type { Pattern } from "../../local/synthesis";
import type { Found, View } from "../view/view";
import { PageServer } from "./page-server";
import { runModel, type Progress } from "./run-model";

const pauseMs = 300;

interface Shown {
  readonly run: WorkflowRun;
  readonly startedAt: number;
  readonly history: HistoryEvent[];
  found: Found;
  find: () => Promise<Found>;
  report?: PatternReport;
}

const nothing: Found = { rows: { summaries: [], details: [] }, objects: [] };

/** Shows runs in the browser while they go on, and after. */
export class LivePage implements View {
  private readonly server = new PageServer();
  private readonly shown: ReadonlyMap<Pattern, Shown>;
  private due: NodeJS.Timeout | undefined;

  constructor(runs: readonly WorkflowRun[]) {
    const entry = (run: WorkflowRun): Shown => ({
      run,
      startedAt: Date.now(),
      history: [],
      found: nothing,
      find: () => Promise.resolve(nothing),
    });
    this.shown = new Map(runs.map((run) => [run.pattern, entry(run)]));
  }

  /** @returns the page's address */
  start(): Promise<string> {
    this.server.show(this.models());
    return this.server.start();
  }

  runStarted(pattern: Pattern, find: () => Promise<Found>): void {
    this.change(pattern, { find });
  }

  stateMoved(pattern: Pattern, event: HistoryEvent): void {
    this.shown.get(pattern)?.history.push(event);
    this.change(pattern, {});
  }

  taskMoved(pattern: Pattern): void {
    this.change(pattern, {});
  }

  runEnded(report: PatternReport): void {
    this.change(report.pattern, { report });
  }

  /** Shows the last of it. The page stays until it is ended. */
  close(): void {
    clearTimeout(this.due);
    this.server.show(this.models());
  }

  end(): Promise<void> {
    return this.server.close();
  }

  private change(pattern: Pattern, change: Partial<Shown>): void {
    Object.assign(this.shown.get(pattern) ?? {}, change);
    this.due ??= setTimeout(() => void this.refresh(), pauseMs);
  }

  private async refresh(): Promise<void> {
    await Promise.all([...this.shown.values()].map(lookAgain));
    this.due = undefined;
    this.server.show(this.models());
  }

  private models() {
    return [...this.shown.values()].map((shown) => runModel(progressOf(shown), shown.run.stack));
  }
}

/** A run that ends meanwhile can no longer be looked at; its report is there then. */
async function lookAgain(shown: Shown): Promise<void> {
  if (shown.report) return;
  shown.found = await shown.find().catch(() => shown.found);
}

const progressOf = ({ run, startedAt, history, found, report }: Shown): Progress =>
  report ?? {
    pattern: run.pattern,
    status: "RUNNING",
    executionSeconds: (Date.now() - startedAt) / 1_000,
    objects: found.objects,
    summary: found.rows.summaries[0] ?? null,
    details: found.rows.details,
    history,
  };
