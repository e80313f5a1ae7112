import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import { globalName } from "./names";
import type { Target } from "./target";

/** A statement of an IAM policy; it allows unless its `effect` says otherwise. */
export type Statement = DataAwsIamPolicyDocumentStatement;

interface ServiceRoleProps {
  /** Prefix of its name; the Region ends it. */
  readonly name: string;
  readonly target: Target;
  /** The service that may assume it, e.g. `lambda.amazonaws.com`. */
  readonly service: string;
  /** Patterns of the ARNs that the service works for, where its documents say which it names. @default any of the account */
  readonly sourceArns?: readonly string[];
  /** All it may do, with what `policyArns` allow. */
  readonly statements: readonly Statement[];
  /** Managed policies. @default none */
  readonly policyArns?: readonly string[];
}

/** An IAM role of one AWS service with one inline policy, and managed ones where they are given. */
export class ServiceRole extends Construct {
  readonly arn: string;
  /** To depend on, where AWS checks the permissions of the role when something is created with it. */
  readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, props: ServiceRoleProps) {
    super(scope, id);
    const { target, statements, policyArns = [] } = props;
    const name = globalName(props.name, target.region);
    const trust = new DataAwsIamPolicyDocument(this, "trust", { statement: [trustStatement(props)] });
    const role = new IamRole(this, "role", { name, assumeRolePolicy: trust.json });
    const permissions = new DataAwsIamPolicyDocument(this, "permissions", { statement: [...statements] });
    this.policy = new IamRolePolicy(this, "policy", { name, role: role.id, policy: permissions.json });
    for (const policyArn of policyArns)
      new IamRolePolicyAttachment(this, attachmentId(policyArn), { role: role.name, policyArn });
    this.arn = role.arn;
  }
}

/** Account, path and name of a policy: one that is added or taken away leaves the others as they are. */
const attachmentId = (policyArn: string): string => policyArn.split(":").slice(4).join("-").replaceAll("/", "-");

/** The service alone, and on nobody else's behalf. IAM user guide, "The confused deputy problem". */
const trustStatement = ({ service, sourceArns = [], target }: ServiceRoleProps): Statement => ({
  actions: ["sts:AssumeRole"],
  principals: [{ type: "Service", identifiers: [service] }],
  condition: [
    { test: "StringEquals", variable: "aws:SourceAccount", values: [target.accountId] },
    ...(sourceArns.length > 0 ? [{ test: "ArnLike", variable: "aws:SourceArn", values: [...sourceArns] }] : []),
  ],
});
