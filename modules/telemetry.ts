import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { Construct } from "constructs";
import type { Statement } from "./service-role";
import type { Target } from "./target";

/** A log group that is kept for so long, encrypted with the customer's key where there is one. */
export const addLogGroup = (
  scope: Construct,
  id: string,
  name: string,
  { logRetentionDays, kmsKeyArn }: Target,
): CloudwatchLogGroup =>
  new CloudwatchLogGroup(scope, id, {
    name,
    retentionInDays: logRetentionDays,
    ...(kmsKeyArn ? { kmsKeyId: kmsKeyArn } : {}),
  });

/** Writing log events to one group. */
export const writeLogsStatement = (logGroup: CloudwatchLogGroup): Statement => ({
  sid: "WriteLogs",
  actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
  resources: [`${logGroup.arn}:*`],
});

/** Sending traces to X-Ray, with `more` of its calls. They have no resource. */
export const traceStatement = (...more: readonly string[]): Statement => ({
  sid: "SendTraces",
  actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords", ...more],
  resources: ["*"],
});
