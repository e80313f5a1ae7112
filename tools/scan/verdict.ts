/** The part of checkov's JSON report that is read here. */
export interface ScanReport {
  readonly summary: { readonly parsing_errors: number; readonly resource_count: number };
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

/**
 * Judges checkov's reports: a line for each thing that is wrong. A plan of which nothing was read is, since checkov itself is content
 * with it; so is an exception that nothing needs.
 *
 * @param reports by stack
 */
export function faultsIn(reports: Readonly<Record<string, ScanReport>>, exceptions: Exceptions): string[] {
  const unread = Object.entries(reports)
    .filter(([, { summary }]) => summary.resource_count === 0 || summary.parsing_errors > 0)
    .map(([stack]) => `${stack}: checkov read no resource of its plan`);
  const failed = Object.entries(reports).flatMap(([stack, { results }]) =>
    results.failed_checks.map((check) => ({ stack, ...check })),
  );
  const failing = new Set(failed.map(({ check_id }) => check_id));
  const needless = unread.length > 0 ? [] : Object.keys(exceptions).filter((id) => !failing.has(id));
  return [
    ...unread,
    ...failed
      .filter(({ check_id }) => !Object.hasOwn(exceptions, check_id))
      .map(({ stack, check_id, check_name, resource }) => `${stack}: ${resource}\n  ${check_id} ${check_name}`),
    ...needless.map((id) => `${id} has a reason, and nothing fails it`),
  ];
}
