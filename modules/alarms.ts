import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import type { Target } from "./target";

interface AlarmsProps {
  readonly target: Target;
  readonly stateMachineArn: string;
  readonly functionNames: readonly string[];
  /** Queues of dead letters. */
  readonly queueNames: readonly string[];
  /** SNS topic that is told of an alarm. @default the console alone shows it */
  readonly topicArn?: string | undefined;
}

/** Metrics of a state machine that should stay at 0. Step Functions developer guide, "Execution metrics". */
const executionMetrics = {
  ExecutionsFailed: "Executions failed: the Cause of each says which tasks and why",
  ExecutionsTimedOut: "Executions outlasted the state machine's time limit: the task monitor stops their tasks",
  ExecutionsAborted: "Executions were stopped by somebody: the task monitor stops their tasks",
  ExecutionThrottled: "Step Functions held back state transitions: the account's quota is used up",
} as const;

/** Metrics of a Lambda function that should stay at 0. Lambda developer guide, "Invocation metrics". */
const functionMetrics = {
  Errors: "Calls failed or timed out: the state machine tries again, the log says why",
  Throttles: "Calls were held back: the account's concurrent executions are used up",
} as const;

/** A metric of a queue that should stay at 0: the messages in it. SQS developer guide, "Available CloudWatch metrics for Amazon SQS". */
const queueMetrics = {
  ApproximateNumberOfMessagesVisible: "Executions could not be started by the schedule: each message says why",
} as const;

/** Seconds that a metric is summed up over. */
const periodSeconds = 300;

/**
 * An alarm for each thing that should never happen. They exist without a topic too: then the console shows them, on the
 * alarms page and on the stack's dashboard.
 */
export class Alarms extends Construct {
  readonly arns: readonly string[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { target, stateMachineArn, functionNames, queueNames } = props;
    const stateMachine = { StateMachineArn: stateMachineArn };
    const ofExecutions = this.addEach(executionMetrics, "AWS/States", target.name, stateMachine, props);
    const ofFunctions = functionNames.flatMap((functionName) =>
      this.addEach(functionMetrics, "AWS/Lambda", functionName, { FunctionName: functionName }, props),
    );
    const ofQueues = queueNames.flatMap((queueName) =>
      this.addEach(queueMetrics, "AWS/SQS", queueName, { QueueName: queueName }, props),
    );
    this.arns = [...ofExecutions, ...ofFunctions, ...ofQueues];
  }

  private addEach(
    metrics: Readonly<Record<string, string>>,
    namespace: string,
    owner: string,
    dimensions: Record<string, string>,
    { topicArn }: AlarmsProps,
  ): string[] {
    return Object.entries(metrics).map(
      ([metricName, alarmDescription]) =>
        new CloudwatchMetricAlarm(this, `${owner}-${metricName}`, {
          alarmName: `${owner}-${metricName}`,
          alarmDescription,
          namespace,
          metricName,
          dimensions,
          statistic: "Sum",
          period: periodSeconds,
          evaluationPeriods: 1,
          comparisonOperator: "GreaterThanOrEqualToThreshold",
          threshold: 1,
          // Nothing runs, nothing is wrong.
          treatMissingData: "notBreaching",
          ...(topicArn ? { alarmActions: [topicArn] } : {}),
        }).arn,
    );
  }
}
