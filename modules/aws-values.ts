/** CPU architectures of Fargate, as ECS, Docker and Lambda call them. */
export const cpuArchitectures = {
  X86_64: { dockerPlatform: "linux/amd64", lambdaArchitecture: "x86_64" },
  ARM64: { dockerPlatform: "linux/arm64", lambdaArchitecture: "arm64" },
} as const;

export type CpuArchitecture = keyof typeof cpuArchitectures;

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

/** The days for which CloudWatch Logs can keep events. CloudWatch Logs API reference, PutRetentionPolicy. */
export const logRetentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** Kinds of CloudWatch Container Insights of a cluster. ECS API reference, ClusterSetting. */
export const containerInsightsOptions = ["disabled", "enabled", "enhanced"] as const;
export type ContainerInsights = (typeof containerInsightsOptions)[number];
