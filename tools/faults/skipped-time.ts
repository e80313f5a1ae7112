import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { preload } from "./task-processes";

/**
 * Time that passes for the Lambda functions without anybody waiting for it. What is deployed knows nothing of it: a script
 * that Node loads before the function's program moves its clock.
 */
export class SkippedTime {
  /** Variables that a function's process needs. */
  readonly environment: Readonly<Record<string, string>>;
  private readonly file: string;
  private milliseconds = 0;

  /** @param folder where the time is kept; the caller's to delete */
  constructor(folder: string) {
    this.file = join(folder, "skipped-milliseconds");
    this.environment = { ...preload("skipped-time"), SKIPPED_TIME_FILE: this.file };
    this.write();
  }

  /** The time as the functions have it. */
  now(): Date {
    return new Date(Date.now() + this.milliseconds);
  }

  skip(seconds: number): void {
    this.milliseconds += seconds * 1_000;
    this.write();
  }

  // Renamed into place: whoever reads at this moment finds either number whole.
  private write(): void {
    writeFileSync(`${this.file}.new`, String(this.milliseconds));
    renameSync(`${this.file}.new`, this.file);
  }
}
