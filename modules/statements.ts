import type { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { useKeyStatements, type EncryptionProps } from "./encryption";
import type { Statement } from "./service-role";

/** Writing log events to one group. */
export const writeLogsStatement = (logGroup: CloudwatchLogGroup): Statement => ({
  sid: "WriteLogs",
  actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
  resources: [`${logGroup.arn}:*`],
});

/** Sending traces to X-Ray. These calls have no resource. */
export const traceStatement: Statement = {
  sid: "SendTraces",
  actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  resources: ["*"],
};

/** The same, and asking X-Ray which executions to trace. Step Functions guide, "IAM policies for tracing with X-Ray". */
export const sampledTraceStatement: Statement = {
  ...traceStatement,
  actions: [...(traceStatement.actions ?? []), "xray:GetSamplingRules", "xray:GetSamplingTargets"],
};

/** Telling a topic of the runs that end; nothing where there is none. */
export const notifyStatements = (
  props: EncryptionProps & { readonly notificationTopicArn?: string | undefined },
): Statement[] =>
  props.notificationTopicArn === undefined
    ? []
    : [
        { sid: "TellOfRuns", actions: ["sns:Publish"], resources: [props.notificationTopicArn] },
        ...useKeyStatements(props, "notifications"),
      ];
