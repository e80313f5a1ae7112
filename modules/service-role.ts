import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { globalName } from "./names";

/** A statement of an IAM policy; it allows unless its `effect` says otherwise. */
export type Statement = DataAwsIamPolicyDocumentStatement;

interface ServiceRoleProps {
  /** Prefix of its name; the Region ends it. */
  readonly name: string;
  readonly region: string;
  /** Service that may assume it, e.g. `lambda.amazonaws.com`. */
  readonly service: string;
  /** All it may do. */
  readonly statements: readonly Statement[];
}

/** An IAM role of one AWS service with one inline policy. */
export class ServiceRole extends Construct {
  readonly arn: string;
  /** To depend on, where AWS checks the permissions of the role when something is created with it. */
  readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, { service, statements, ...props }: ServiceRoleProps) {
    super(scope, id);
    const name = globalName(props.name, props.region);
    const trust = new DataAwsIamPolicyDocument(this, "trust", {
      statement: [{ actions: ["sts:AssumeRole"], principals: [{ type: "Service", identifiers: [service] }] }],
    });
    const role = new IamRole(this, "role", { name, assumeRolePolicy: trust.json });
    const permissions = new DataAwsIamPolicyDocument(this, "permissions", { statement: [...statements] });
    this.policy = new IamRolePolicy(this, "policy", { name, role: role.id, policy: permissions.json });
    this.arn = role.arn;
  }
}
