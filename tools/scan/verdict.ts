/** The part of checkov's JSON report that is read here. */
export interface ScanReport {
  readonly summary: {
    readonly passed: number;
    readonly parsing_errors: number;
    readonly resource_count: number;
  };
  readonly results: { readonly failed_checks: readonly FailedCheck[] };
}

interface FailedCheck {
  readonly check_id: string;
  readonly check_name: string;
  /** Terraform address. */
  readonly resource: string;
}

/** Checks that may fail, each with the reason. */
export type Exceptions = Readonly<Record<string, string>>;

/** Result of a scan of every stack. */
interface Verdict {
  readonly resources: number;
  readonly passed: number;
  /** Failures with a reason. */
  readonly accepted: number;
  /** A line for each thing that is wrong; none when all is well. */
  readonly faults: readonly string[];
}

/**
 * Judges checkov's reports. A plan of which nothing was read fails, since checkov itself is content with it; so does an exception
 * that nothing needs.
 *
 * @param reports by stack
 */
export function verdictOn(reports: Readonly<Record<string, ScanReport>>, exceptions: Exceptions): Verdict {
  const all = Object.values(reports);
  const sum = (key: keyof ScanReport["summary"]) => all.reduce((total, { summary }) => total + summary[key], 0);
  const unread = Object.entries(reports).flatMap(([stack, { summary }]) =>
    summary.resource_count > 0 && summary.parsing_errors === 0
      ? []
      : [`${stack}: checkov read no resource of its plan`],
  );
  const failed = Object.entries(reports).flatMap(([stack, { results }]) =>
    results.failed_checks.map((check) => ({ stack, ...check })),
  );
  const failing = new Set(failed.map(({ check_id }) => check_id));
  const refused = failed.filter(({ check_id }) => !Object.hasOwn(exceptions, check_id));
  const needless = Object.keys(exceptions).filter((id) => !failing.has(id));
  return {
    resources: sum("resource_count"),
    passed: sum("passed"),
    accepted: failed.length - refused.length,
    faults: [
      ...unread,
      ...refused.map(
        ({ stack, check_id, check_name, resource }) => `${stack}: ${resource}\n  ${check_id} ${check_name}`,
      ),
      ...(unread.length > 0 ? [] : needless.map((id) => `${id} has a reason, and nothing fails it`)),
    ],
  };
}
