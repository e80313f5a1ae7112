/** The account and Region that a stack is deployed to, and how it keeps data there: the same for all of its parts. */
export interface Target {
  readonly region: string;
  readonly accountId: string;
  /** Encrypts data at rest. @default AWS's own keys */
  readonly kmsKeyArn?: string | undefined;
  readonly logRetentionDays: number;
}
