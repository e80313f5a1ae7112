/** CPU architectures of Fargate, as ECS, Docker and Lambda call them. */
export const cpuArchitectures = {
  X86_64: { dockerPlatform: "linux/amd64", lambdaArchitecture: "x86_64" },
  ARM64: { dockerPlatform: "linux/arm64", lambdaArchitecture: "arm64" },
} as const;

export type CpuArchitecture = keyof typeof cpuArchitectures;
