/** Numbers from `first` to `last`. */
const steps = (first: number, last: number, step: number): number[] =>
  Array.from({ length: (last - first) / step + 1 }, (_, index) => first + index * step);

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
  /** Fargate tasks launched a second, and at once before that rate holds. Amazon ECS service quotas, "Fargate". */
  launchesPerSecond: 20,
  launchBurst: 100,
  /** The least and the most ephemeral storage of a task, GiB. ECS API reference, EphemeralStorage. */
  ephemeralStorageGib: { least: 21, most: 200 },
  /** The Cause of a failed execution, characters. Step Functions API reference, HistoryEvent. */
  causeCharacters: 32_768,
} as const;

/** Time that ECS takes to launch a number of tasks by its default quotas: seconds. */
export const launchSeconds = (tasks: number): number =>
  Math.max(0, (tasks - limits.launchBurst) / limits.launchesPerSecond);

/**
 * The memory, in MiB, that Fargate offers with each number of CPU units (1,024 are one vCPU). ECS developer guide, "Task
 * definition differences for Fargate", "Task CPU and memory".
 */
export const fargateMemoryMib: Readonly<Record<number, readonly number[]>> = {
  256: [512, 1024, 2048],
  512: steps(1024, 4096, 1024),
  1024: steps(2048, 8192, 1024),
  2048: steps(4096, 16384, 1024),
  4096: steps(8192, 30720, 1024),
  8192: steps(16384, 61440, 4096),
  16384: steps(32768, 122880, 8192),
};

/** The CPU units that Fargate offers. */
export const fargateCpuUnits: readonly number[] = Object.keys(fargateMemoryMib).map(Number);
