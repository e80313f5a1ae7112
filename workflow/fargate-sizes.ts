const steps = (first: number, last: number, step: number): number[] =>
  Array.from({ length: (last - first) / step + 1 }, (_, index) => first + index * step);

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

/** The least and the most ephemeral storage of a task, GiB. ECS API reference, EphemeralStorage. */
export const ephemeralStorageGib = { least: 21, most: 200 } as const;
