import type { SpecContext } from "../../workflow/spec-rules";

/** Values of a deployment that the definition of pattern 2 is made of. */
export interface Pattern2Props extends Omit<SpecContext, "pattern"> {
  readonly clusterArn: string;
  readonly monitorArn: string;
  /** Entries in launching at once, when a spec does not say. */
  readonly launchConcurrency: number;
  /** Percent of a list in S3 that may fail to be launched, when a spec does not say. */
  readonly toleratedLaunchFailurePercentage: number;
  /** Days for which rows are kept. @default for ever */
  readonly retentionDays?: number | undefined;
}
