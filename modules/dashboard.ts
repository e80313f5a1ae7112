import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { Construct } from "constructs";
import { globalName } from "./names";
import type { Target } from "./target";

interface DashboardProps {
  readonly target: Target;
  readonly stateMachineArn: string;
  readonly functionNames: readonly string[];
  readonly tableNames: readonly string[];
  readonly alarmArns: readonly string[];
}

/** A metric as a widget names it: namespace, metric, then each dimension's name and value. */
type Metric = readonly [namespace: string, metric: string, dimension: string, value: string];

/** A dashboard's grid is 24 columns wide: two graphs a row. */
const columns = 24;
const graph = { width: columns / 2, height: 6 };

/** One page that shows how a stack is doing: its alarms, executions, functions and tables. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const { target, alarmArns } = props;
    const alarms = {
      type: "alarm",
      x: 0,
      y: 0,
      width: columns,
      height: 3,
      properties: { title: "Alarms", alarms: alarmArns },
    };
    const widgets = [alarms, ...graphs(props).map((graph, index) => graphWidget(graph, index, target.region))];
    new CloudwatchDashboard(this, "dashboard", {
      dashboardName: globalName(target.name, target.region),
      dashboardBody: JSON.stringify({ widgets }),
    });
  }
}

interface Graph {
  readonly title: string;
  readonly stat: "Sum" | "Maximum";
  readonly metrics: readonly Metric[];
}

const graphs = ({ stateMachineArn, functionNames, tableNames }: DashboardProps): readonly Graph[] => [
  {
    title: "Executions",
    stat: "Sum",
    metrics: ["Started", "Succeeded", "Failed", "TimedOut", "Aborted"].map(
      (end) => ["AWS/States", `Executions${end}`, "StateMachineArn", stateMachineArn] as const,
    ),
  },
  {
    title: "Longest execution",
    stat: "Maximum",
    metrics: [["AWS/States", "ExecutionTime", "StateMachineArn", stateMachineArn]],
  },
  {
    title: "Functions: calls, errors, throttles",
    stat: "Sum",
    metrics: functionNames.flatMap((name) =>
      ["Invocations", "Errors", "Throttles"].map((metric) => ["AWS/Lambda", metric, "FunctionName", name] as const),
    ),
  },
  {
    title: "Tables: capacity used, calls held back",
    stat: "Sum",
    metrics: tableNames.flatMap((name) =>
      ["ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits", "ReadThrottleEvents", "WriteThrottleEvents"].map(
        (metric) => ["AWS/DynamoDB", metric, "TableName", name] as const,
      ),
    ),
  },
];

const graphWidget = ({ title, stat, metrics }: Graph, index: number, region: string) => ({
  type: "metric",
  x: (index % 2) * graph.width,
  y: 3 + Math.floor(index / 2) * graph.height,
  ...graph,
  properties: { title, region, stat, period: 300, metrics },
});
