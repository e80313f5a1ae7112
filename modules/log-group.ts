import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { Construct } from "constructs";
import type { EncryptionProps } from "./encryption";

export interface LogGroupProps extends EncryptionProps {
  readonly logRetentionDays: number;
}

/** A log group that is kept for so long, encrypted with the customer's key where there is one. */
export const addLogGroup = (scope: Construct, id: string, name: string, props: LogGroupProps): CloudwatchLogGroup =>
  new CloudwatchLogGroup(scope, id, {
    name,
    retentionInDays: props.logRetentionDays,
    ...(props.kmsKeyArn ? { kmsKeyId: props.kmsKeyArn } : {}),
  });
