import type { TaskStatus } from "../../workflow/status";
import { html, type Html } from "./html";
import { outcomes, type Outcome } from "./execution";
import type { Run } from "./model";

/** Word and icon of each outcome, so that nobody needs to see the colour, which the style sheet gives. */
export const outcomeWords: Readonly<Record<Outcome, string>> = {
  failed: "Failed",
  inProgress: "In progress",
  cancelled: "Cancelled",
  caughtError: "Caught error",
  succeeded: "Succeeded",
  notReached: "Not reached",
};

/** Lines in a box of 16 by 16. */
const iconLines: Readonly<Record<Outcome, string>> = {
  failed: "M4.5 4.5l7 7M11.5 4.5l-7 7",
  inProgress: "M8 3.5V8l3 2",
  cancelled: "M4 8h8",
  caughtError: "M8 3.5v5.5M8 11.5v1",
  succeeded: "M4 8.5l2.7 2.7L12 5.5",
  notReached: "",
};

/** A task's status in the colours of outcomes. */
export const taskOutcomes: Readonly<Record<TaskStatus, Outcome>> = {
  Submitted: "notReached",
  Running: "inProgress",
  Completed: "succeeded",
  Failed: "failed",
  TimedOut: "caughtError",
};

/** An execution's status likewise, and the word for it. */
export const executionLooks: Readonly<
  Record<Run["executionStatus"], { readonly outcome: Outcome; readonly word: string }>
> = {
  RUNNING: { outcome: "inProgress", word: "Running" },
  PENDING_REDRIVE: { outcome: "inProgress", word: "Running" },
  SUCCEEDED: { outcome: "succeeded", word: "Succeeded" },
  FAILED: { outcome: "failed", word: "Failed" },
  TIMED_OUT: { outcome: "failed", word: "Timed out" },
  ABORTED: { outcome: "cancelled", word: "Aborted" },
  FORGOTTEN: { outcome: "notReached", word: "Forgotten" },
};

const symbol = (outcome: Outcome): Html =>
  html`<symbol id="icon-${outcome}" viewBox="0 0 16 16"
    ><circle cx="8" cy="8" r="7" /><path d="${iconLines[outcome]}"
  /></symbol>`;

const arrowHead = (name: string): Html =>
  html`<marker
    id="${name}"
    class="${name}"
    viewBox="0 0 8 8"
    refX="7"
    refY="4"
    markerWidth="8"
    markerHeight="8"
    orient="auto"
    ><path d="M0 0L8 4L0 8z"
  /></marker>`;

/** Symbols that drawings and badges refer to; once a page. */
export const symbols = html`<svg class="symbols" aria-hidden="true" width="0" height="0">
  <defs>${outcomes.map(symbol)}${["arrow", "arrow-went"].map(arrowHead)}</defs>
</svg>`;

/** A word with its icon and colour. */
export const badge = (outcome: Outcome, word: string): Html =>
  html`<span class="badge ${outcome}"
    ><svg class="icon" aria-hidden="true"><use href="#icon-${outcome}" /></svg>${word}</span
  >`;
