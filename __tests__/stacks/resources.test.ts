import { synthesize } from "../support/template";

// What the original kit deploys, and what goes with each of it.
const shared = {
  aws_vpc: 1,
  aws_subnet: 4,
  aws_route_table: 4,
  aws_route_table_association: 4,
  aws_route: 2,
  aws_internet_gateway: 1,
  aws_vpc_endpoint: 8,
  aws_vpc_security_group_ingress_rule: 5,
  aws_s3_bucket: 1,
  aws_s3_bucket_lifecycle_configuration: 1,
  aws_s3_bucket_policy: 1,
  aws_s3_bucket_public_access_block: 1,
  aws_s3_bucket_server_side_encryption_configuration: 1,
  aws_default_security_group: 1,
  aws_dynamodb_table: 2,
  aws_ecs_cluster: 1,
  aws_ecs_cluster_capacity_providers: 1,
  aws_ecr_repository: 1,
  aws_ecr_lifecycle_policy: 1,
  docker_image: 1,
  docker_registry_image: 1,
  aws_ecs_task_definition: 1,
  aws_sfn_state_machine: 1,
  aws_cloudwatch_dashboard: 1,
  aws_cloudwatch_event_rule: 1,
  aws_cloudwatch_event_target: 1,
  aws_lambda_permission: 1,
};

const templates = synthesize();

describe("Given the default settings", () => {
  it("When pattern 1 is synthesized, then it has the original's resources, with launcher and monitor", () => {
    expect(templates[1].counts()).toEqual({
      ...shared,
      // Five kinds of endpoint, two functions, the tasks.
      aws_security_group: 8,
      aws_vpc_security_group_egress_rule: 8,
      aws_lambda_function: 2,
      // State machine, launcher, monitor, task, task execution.
      aws_iam_role: 5,
      aws_iam_role_policy: 5,
      aws_cloudwatch_log_group: 4,
      // Four of executions, two of each function.
      aws_cloudwatch_metric_alarm: 8,
    });
  });

  it("When pattern 2 is synthesized, then it has the original's resources, with a monitor alone", () => {
    expect(templates[2].counts()).toEqual({
      ...shared,
      aws_security_group: 7,
      aws_vpc_security_group_egress_rule: 5,
      aws_lambda_function: 1,
      aws_iam_role: 4,
      aws_iam_role_policy: 4,
      aws_cloudwatch_log_group: 3,
      aws_cloudwatch_metric_alarm: 6,
    });
  });

  it("When both are synthesized, then no string has a dollar before an interpolation, which Terraform would quote", () => {
    expect([templates[1].text, templates[2].text].filter((text) => text.includes("$${"))).toEqual([]);
  });

  it("When both are synthesized, then neither refers to the other's state", () => {
    expect([templates[1], templates[2]].map(({ terraform }) => Object.keys(terraform.data).sort())).toEqual([
      ["aws_availability_zones", "aws_caller_identity", "aws_iam_policy_document"],
      ["aws_availability_zones", "aws_caller_identity", "aws_iam_policy_document"],
    ]);
  });
});
