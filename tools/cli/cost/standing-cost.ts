import type { Settings } from "../../../stacks/settings";
import { hoursPerMonth, networkStandingCost } from "./network-cost";
import { costItem, priceList, type CostItem } from "./prices";

/** What the price of a deployment depends on, whether or not it runs anything. */
export type DeploymentShape = Pick<
  Settings,
  "network" | "natGateways" | "billingMode" | "readCapacityUnits" | "writeCapacityUnits"
>;

const tables = 2;

/** The bill of one stack for a month in which nothing runs. */
export function standingCost(shape: DeploymentShape, prices = priceList): CostItem[] {
  const item = costItem(prices);
  const capacity = (units: number): number => tables * units * hoursPerMonth;
  const provisioned = [
    item("DynamoDB, write capacity", "dynamodbWriteCapacityHour", capacity(shape.writeCapacityUnits)),
    item("DynamoDB, read capacity", "dynamodbReadCapacityHour", capacity(shape.readCapacityUnits)),
  ];
  return [
    ...networkStandingCost(shape.network, shape.natGateways, prices),
    ...(shape.billingMode === "PROVISIONED" ? provisioned : []),
  ];
}
