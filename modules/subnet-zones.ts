import { DataAwsAvailabilityZones } from "@cdktf/provider-aws/lib/data-aws-availability-zones";
import { Fn, Token } from "cdktf";
import type { Construct } from "constructs";

/** Arguments of a subnet that say where it lies. */
export interface SubnetZone {
  readonly availabilityZone: string;
  readonly lifecycle?: { readonly ignoreChanges: string[] };
}

/**
 * Zones without Fargate (ECS developer guide, "Supported Regions for Amazon ECS on AWS Fargate": usw1-az2, apne1-az3, cac1-az4)
 * or where Lambda advises against subnets for functions (Lambda guide, "Connecting inbound interface VPC endpoints": use1-az3).
 */
const zonesWithoutTasks = ["usw1-az2", "apne1-az3", "cac1-az4", "use1-az3"];

const twoZones = {
  condition: "${length(self.names) > 1}",
  errorMessage:
    "Fewer than two zones of this Region carry Fargate tasks here: name two by the setting availabilityZones.",
};

/**
 * The two zones of the subnets: those that are given, or the first two that the account has when a subnet is created.
 * Letters differ by account, so only the account can say which zones those are.
 *
 * A subnet then stays where it was created: a zone that AWS adds, or closes to new subnets, must not replace it. That is
 * said at the subnet, and not by a copy of the zones in the state, so that a deployment that had its zones named keeps its
 * subnets when they are left out.
 */
export function subnetZones(scope: Construct, given: readonly string[] | undefined): SubnetZone[] {
  if (given) return given.map((availabilityZone) => ({ availabilityZone }));
  const { names } = new DataAwsAvailabilityZones(scope, "zones", {
    state: "available",
    excludeZoneIds: zonesWithoutTasks,
    // No Local Zones, no Wavelength Zones.
    filter: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
    lifecycle: { postcondition: [twoZones] },
  });
  return [0, 1].map((index) => ({
    availabilityZone: Token.asString(Fn.element(names, index)),
    lifecycle: { ignoreChanges: ["availability_zone"] },
  }));
}
