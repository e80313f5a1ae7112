import { EcsCluster as AwsEcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { EcsClusterCapacityProviders } from "@cdktf/provider-aws/lib/ecs-cluster-capacity-providers";
import { Construct } from "constructs";
import type { Statement } from "./service-role";
import type { Target } from "./target";

interface EcsClusterProps {
  readonly target: Target;
  /** True when tasks run on Fargate Spot by default. */
  readonly spot: boolean;
  /** Metrics of CloudWatch Container Insights. @default as the account has it */
  readonly containerInsights?: "disabled" | "enabled" | "enhanced" | undefined;
}

/**
 * A Fargate cluster. Where its tasks run is its own default capacity provider strategy: RunTask calls name neither launch
 * type nor strategy, so that Spot is a setting of the deployment and of nothing else. ECS API reference, RunTask:
 * "If no capacityProviderStrategy or launchType is specified, the defaultCapacityProviderStrategy for the cluster is used."
 */
export class EcsCluster extends Construct {
  readonly name: string;
  readonly arn: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: EcsClusterProps,
  ) {
    super(scope, id);
    const { target, spot, containerInsights } = props;
    const cluster = new AwsEcsCluster(this, "cluster", {
      name: target.name,
      ...(containerInsights && { setting: [{ name: "containerInsights", value: containerInsights }] }),
    });
    new EcsClusterCapacityProviders(this, "capacity", {
      clusterName: cluster.name,
      // Both at all times: ECS takes none off a cluster on which tasks of it run.
      capacityProviders: ["FARGATE", "FARGATE_SPOT"],
      defaultCapacityProviderStrategy: [{ capacityProvider: spot ? "FARGATE_SPOT" : "FARGATE", weight: 1 }],
    });
    this.name = cluster.name;
    this.arn = cluster.arn;
  }

  /** The condition that keeps a call to this cluster. */
  condition() {
    return { test: "ArnEquals", variable: "ecs:cluster", values: [this.arn] };
  }

  /** Looking at its tasks and stopping them. */
  superviseStatements(): Statement[] {
    const { region, accountId } = this.props.target;
    return [
      {
        sid: "SuperviseTasks",
        actions: ["ecs:DescribeTasks", "ecs:StopTask"],
        resources: [`arn:aws:ecs:${region}:${accountId}:task/${this.name}/*`],
      },
      // ListTasks has no resource but container instances, which Fargate does not have: the condition names the cluster.
      { sid: "ListTasks", actions: ["ecs:ListTasks"], resources: ["*"], condition: [this.condition()] },
    ];
  }
}
