/**
 * The limits of AWS that this kit plans for. Each lives here once, with its source.
 */
export const limits = {
  /** Input and output of a state or execution, bytes. Step Functions quotas, "Maximum input or output size". */
  statePayloadBytes: 262_144,
  /** All overrides of one RunTask call, characters of JSON. ECS API reference, TaskOverride. */
  taskOverridesCharacters: 8_192,
  /** Task ARNs in one DescribeTasks call. ECS API reference, DescribeTasks. */
  describeTasksArns: 100,
  /** An S3 object key, bytes of UTF-8. S3 user guide, "Creating object key names". */
  objectKeyBytes: 1_024,
  /** CopyObject copies at most 5 GiB in one call. S3 API reference, CopyObject. */
  copyObjectBytes: 5 * 1024 ** 3,
  /** Parts of one multipart upload. S3 user guide, "Multipart upload limits". */
  multipartParts: 10_000,
  /** Significant digits of a DynamoDB Number. DynamoDB developer guide, "Data types". */
  numberDigits: 38,
  /** A Standard execution lasts at most a year, seconds. Step Functions quotas. */
  executionSeconds: 31_536_000,
  /** Events in the history of a Standard execution. Step Functions quotas, "Maximum execution history size". */
  historyEvents: 25_000,
  /** Executions of a Distributed Map at once. Step Functions quotas, "Maximum parallel Map Run child executions". */
  mapConcurrency: 10_000,
  /** An item with its attribute names, bytes. DynamoDB developer guide, "Service, account, and table quotas". */
  itemBytes: 400 * 1024,
  /** Fargate tasks launched a second, and at once before that rate holds. Amazon ECS service quotas, "Fargate". */
  launchesPerSecond: 20,
  launchBurst: 100,
  /** The Cause of a failed execution, characters. Step Functions API reference, HistoryEvent. */
  causeCharacters: 32_768,
} as const;

/** Time that ECS takes to launch a number of tasks by its default quotas: seconds. */
export const launchSeconds = (tasks: number): number =>
  Math.max(0, (tasks - limits.launchBurst) / limits.launchesPerSecond);
