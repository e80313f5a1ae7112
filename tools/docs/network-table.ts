import { networkChoices, networkStandingCost, useText } from "../cli/cost/network-cost";
import { priceList, totalUsd } from "../cli/cost/prices";
import { networkSetup, type NetworkName } from "../../modules/network-setups";

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** How many hours of a task with a public address cost as much as another set-up does while it stands. */
function taskHoursOf(network: NetworkName): string {
  const month = totalUsd(networkStandingCost(network, networkSetup(network).natGateways[0]));
  return whole.format(month / priceList.usd.publicIpv4Hour);
}

function billOf(network: NetworkName): string {
  const items = networkStandingCost(network, networkSetup(network).natGateways[0]);
  return items
    .map(({ what, price, quantity }) => `${what}: ${whole.format(quantity)} h × ${priceList.usd[price]}`)
    .join("<br>");
}

/** Every set-up of the network as the rows of a Markdown table: each of its numbers is one that `cost` gives. */
export function networkTable(): string {
  const rows = networkChoices().map((choice) => {
    const { network, monthUsd, tradeOff } = choice;
    return `| \`${network}\` | ${monthUsd.toFixed(2)} | ${billOf(network)} | ${useText(choice)} | ${tradeOff} |`;
  });
  return [
    "| `network` | USD a month | The bill | And for use, USD | What one gets and gives up |",
    "| --- | ---: | --- | --- | --- |",
    ...rows,
    "",
    `Of one stack, at prices of ${priceList.region} as of ${priceList.asOf}. Public addresses cost as much as \`nat\` does`,
    `at ${taskHoursOf("nat")} hours of tasks a month, and as \`endpoints\` do at ${taskHoursOf("endpoints")}.`,
  ].join("\n");
}
