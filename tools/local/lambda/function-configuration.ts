/** A Lambda function as it is configured. */
export interface FunctionConfiguration {
  readonly name: string;
  readonly arn: string;
  /** `file.export` within the zip. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memorySizeMb: number;
  /** The execution role. */
  readonly roleArn: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Subnets that its code runs in; none: outside of any VPC. */
  readonly subnetIds: readonly string[];
  readonly logGroupName: string;
  /** The zip with the code; undefined where it is not known here. */
  readonly zip: Uint8Array | undefined;
}
