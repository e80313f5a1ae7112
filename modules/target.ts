/** CPU architectures of Fargate, as ECS, Docker and Lambda call them. */
export const cpuArchitectures = {
  X86_64: { dockerPlatform: "linux/amd64", lambdaArchitecture: "x86_64" },
  ARM64: { dockerPlatform: "linux/arm64", lambdaArchitecture: "arm64" },
} as const;

export type CpuArchitecture = keyof typeof cpuArchitectures;

/** The account and Region that a stack is deployed to, and what is the same for all of its parts. */
export interface Target {
  /** The stack's id: the names of its parts begin with it. */
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  readonly cpuArchitecture: CpuArchitecture;
  /** Encrypts data at rest. @default AWS's own keys */
  readonly kmsKeyArn?: string | undefined;
  readonly logRetentionDays: number;
}
