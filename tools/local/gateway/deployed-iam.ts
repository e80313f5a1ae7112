import type { IAMClient } from "@aws-sdk/client-iam";
import { authorizer, type Authorizer, type ResourcePolicies } from "../iam/authorizer";
import { Principals, type Role } from "../iam/principals";
import { operator, type Iam } from "../iam/stack-iam";
import { localCredentials } from "../program-environment";
import { readRoles } from "./deployed-roles";
import type { GatewayAnswer, GatewayRequest, Serve } from "./request";

interface DeployedIamOptions {
  readonly region: string;
  readonly accountId: string;
  /** Reads roles back. */
  readonly client: IAMClient;
  readonly resourcePolicies: () => ResourcePolicies;
  /** The service behind. */
  readonly forward: (request: GatewayRequest) => Promise<GatewayAnswer>;
}

const reads = /(?:^|&)Action=(?:Get|List)/;

/** Principals and permissions of the account, as they are deployed now. */
export class DeployedIam implements Iam {
  readonly principals: Principals;
  /** The principals look into these whenever a role is assumed. */
  private readonly roles: Role[] = [];
  private changed = true;

  constructor(private readonly options: DeployedIamOptions) {
    this.principals = new Principals(this.roles);
    this.principals.hold(localCredentials, operator(options.accountId));
  }

  /** Passes changes on, and remembers that there was one. */
  readonly serve: Serve = async (request) => {
    if (request.service !== "iam" || reads.test(request.body.toString("utf8"))) return undefined;
    const answer = await this.options.forward(request);
    this.changed = true;
    return answer;
  };

  /** By a role's policies of now, whenever it was assumed. */
  readonly authorize: Authorizer = (principal, access) => {
    const { policies } = this.roles.find(({ arn }) => arn === principal.arn) ?? principal;
    return authorizer(this.options.region, this.options.resourcePolicies())({ ...principal, policies }, access);
  };

  /**
   * Reads the roles, if they changed.
   *
   * @throws Error when a policy cannot be judged here
   */
  async refresh(): Promise<void> {
    if (!this.changed) return;
    this.changed = false;
    this.roles.splice(0, this.roles.length, ...(await readRoles(this.options.client)));
  }
}
