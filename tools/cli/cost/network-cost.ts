import { networkNames, networkSetup, type NetworkName } from "../../../modules/network-setups";
import { costItem, priceList, totalUsd, type CostItem, type PriceName } from "./prices";

/** Hours of a month as AWS's own estimates count them. */
export const hoursPerMonth = 730;

/** What the tasks of a run do to a network. */
export interface NetworkUse {
  /** For how long the tasks have their addresses, together. */
  readonly taskHours: number;
  /** What they exchange with services that are not behind gateway endpoints. */
  readonly bytes: number;
}

const billed = (items: readonly CostItem[]): CostItem[] => items.filter(({ quantity }) => quantity > 0);

/** The bill of a network for a month in which nothing runs. */
export function networkStandingCost(name: NetworkName, natGateways: number, prices = priceList): CostItem[] {
  const item = costItem(prices);
  const { services, zones } = networkSetup(name).interfaces;
  return billed([
    item("Interface endpoints", "interfaceEndpointZoneHour", services.length * zones * hoursPerMonth),
    item("NAT gateways", "natGatewayHour", natGateways * hoursPerMonth),
    item("Public addresses of the NAT gateways", "publicIpv4Hour", natGateways * hoursPerMonth),
  ]);
}

/** What a run adds to the bill of a network. Through the internet gateway to services of the Region data costs nothing. */
export function networkRunCost(name: NetworkName, { taskHours, bytes }: NetworkUse, prices = priceList): CostItem[] {
  const item = costItem(prices);
  const { interfaces, natGateways, tasks } = networkSetup(name);
  const [fewestNats] = natGateways;
  const gib = bytes / 1024 ** 3;
  return billed([
    item("Interface endpoints, data", "interfaceEndpointGib", interfaces.zones > 0 ? gib : 0),
    item("NAT gateways, data", "natGatewayGib", fewestNats > 0 ? gib : 0),
    item("Public addresses of the tasks", "publicIpv4Hour", tasks === "public" ? taskHours : 0),
  ]);
}

/** A set-up of the network beside the others. */
export interface NetworkChoice {
  readonly network: NetworkName;
  /** Of one stack, with as few NAT gateways as the set-up has. */
  readonly monthUsd: number;
  /** What its use costs beside that, by the price. */
  readonly uses: readonly PriceName[];
  readonly tradeOff: string;
}

/** Every set-up of the network, with its price. */
export const networkChoices = (prices = priceList): NetworkChoice[] =>
  networkNames.map((network) => {
    const { natGateways, tradeOff } = networkSetup(network);
    const monthUsd = totalUsd(networkStandingCost(network, natGateways[0], prices));
    const uses = networkRunCost(network, { taskHours: 1, bytes: 1 }, prices).map(({ price }) => price);
    return { network, monthUsd, uses, tradeOff };
  });

const useUnits: Readonly<Partial<Record<PriceName, string>>> = {
  interfaceEndpointGib: "a GiB",
  natGatewayGib: "a GiB",
  publicIpv4Hour: "an hour of a task",
};

/** What the use of a set-up costs, in words: `0.045 a GiB`. */
export const useText = ({ uses }: NetworkChoice, { usd } = priceList): string =>
  uses.map((price) => `${usd[price]} ${useUnits[price] ?? ""}`).join(", ");
