import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Figure } from "./figure";

/** What one bench measured, and where. */
export interface Result {
  /** ISO 8601 UTC */
  readonly measuredAt: string;
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  readonly figures: readonly Figure[];
}

/** The last results of each bench, by its name. */
export type Results = Readonly<Record<string, Result>>;

export const resultsFile = join(__dirname, "results.json");

/** The results that are kept; none before the first bench. */
export const readResults = (): Results =>
  existsSync(resultsFile) ? (JSON.parse(readFileSync(resultsFile, "utf8")) as Results) : {};
