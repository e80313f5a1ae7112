import type { DataAwsIamPolicyDocumentStatementCondition } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { Statement } from "./service-role";
import type { EndpointPolicies } from "./vpc-endpoints";

interface EndpointPoliciesProps {
  readonly region: string;
  readonly accountId: string;
  /** Reading and writing of the bucket's objects. */
  readonly objects: readonly Statement[];
  /** Reading and writing of the tables' rows. */
  readonly rows: readonly Statement[];
  /** Starting, watching and stopping of tasks. */
  readonly tasks: readonly Statement[];
  /** Pulling of the tasks' image; nothing where it is not in ECR. */
  readonly images: readonly Statement[];
  /** Writing of the tasks' logs. */
  readonly logs: readonly Statement[];
}

const anyone = [{ type: "*", identifiers: ["*"] }];

/**
 * Policy of each endpoint: what the kit's own roles may do, and by this account alone. So credentials of
 * another account cannot carry data out of the VPC.
 *
 * The endpoints of the ECS agent keep AWS's default policy: its calls are none of this account's principals, and on
 * Fargate they go another way.
 */
export function endpointPolicies(props: EndpointPoliciesProps): EndpointPolicies {
  const { region, accountId, objects, rows, tasks, images, logs } = props;
  const ours = (statements: readonly Statement[]): Statement[] =>
    // A key of KMS is used by the services, which do not come this way.
    statements.filter(({ sid = "" }) => !sid.startsWith("UseKey")).map((statement) => by(accountId, statement));
  return {
    s3: [...ours(objects), pullLayers(region)],
    dynamodb: ours(rows),
    ecs: ours(tasks),
    "ecr.api": ours(images),
    "ecr.dkr": ours(images),
    logs: ours(logs),
  };
}

function by(accountId: string, statement: Statement): Statement {
  const given = (statement.condition ?? []) as readonly DataAwsIamPolicyDocumentStatementCondition[];
  const account = { test: "StringEquals", variable: "aws:PrincipalAccount", values: [accountId] };
  return { ...statement, principals: anyone, condition: [...given, account] };
}

/**
 * ECR keeps the layers of images in a bucket of its own and hands out signed addresses in it. ECR user guide, "Amazon ECR
 * interface VPC endpoints", "Minimum Amazon S3 bucket permissions".
 */
const pullLayers = (region: string): Statement => ({
  sid: "PullLayers",
  principals: anyone,
  actions: ["s3:GetObject"],
  resources: [`arn:aws:s3:::prod-${region}-starport-layer-bucket/*`],
});
