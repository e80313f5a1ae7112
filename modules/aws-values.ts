/** CPU architectures of Fargate, as ECS, Docker and Lambda call them. */
export const cpuArchitectures = {
  X86_64: { dockerPlatform: "linux/amd64", lambdaArchitecture: "x86_64" },
  ARM64: { dockerPlatform: "linux/arm64", lambdaArchitecture: "arm64" },
} as const;

export type CpuArchitecture = keyof typeof cpuArchitectures;

/** The days for which CloudWatch Logs can keep events. CloudWatch Logs API reference, PutRetentionPolicy. */
export const logRetentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** Kinds of CloudWatch Container Insights of a cluster. ECS API reference, ClusterSetting. */
export const containerInsightsOptions = ["disabled", "enabled", "enhanced"] as const;
export type ContainerInsights = (typeof containerInsightsOptions)[number];
