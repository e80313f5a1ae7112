import { costItem, priceList, type CostItem } from "./prices";

/** What the price of a deployment depends on, whether or not it runs anything. */
export interface DeploymentShape {
  /** Interface endpoints of the VPC. */
  readonly interfaceEndpoints: number;
  readonly zones: number;
  readonly natGateways: number;
  /** Capacity of each of the two tables; 0 when they are paid by request. */
  readonly readCapacityUnits: number;
  readonly writeCapacityUnits: number;
}

/** Hours of a month as AWS's own estimates count them. */
const hoursPerMonth = 730;

const tables = 2;

/** The bill of one stack for a month in which nothing runs. */
export function standingCost(shape: DeploymentShape, prices = priceList): CostItem[] {
  const item = costItem(prices);
  const monthly = (count: number): number => count * hoursPerMonth;
  return [
    item("Interface endpoints", "interfaceEndpointZoneHour", monthly(shape.interfaceEndpoints * shape.zones)),
    item("NAT gateways", "natGatewayHour", monthly(shape.natGateways)),
    item("Public addresses of the NAT gateways", "publicIpv4Hour", monthly(shape.natGateways)),
    item("DynamoDB, write capacity", "dynamodbWriteCapacityHour", monthly(tables * shape.writeCapacityUnits)),
    item("DynamoDB, read capacity", "dynamodbReadCapacityHour", monthly(tables * shape.readCapacityUnits)),
  ].filter(({ quantity }) => quantity > 0);
}
