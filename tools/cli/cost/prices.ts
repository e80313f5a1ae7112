import prices from "./prices.json";

/** What each thing costs that a run or a deployment is billed for: US dollars. Kept in prices.json, for you to edit. */
export type Prices = (typeof prices)["usd"];
export type PriceName = keyof Prices;

/** The price list in use, with its Region and date. */
export const priceList = prices;

/** One line of a bill. */
export interface CostItem {
  readonly what: string;
  readonly price: PriceName;
  /** In the price's own unit. */
  readonly quantity: number;
  readonly usd: number;
}

/** A line of a bill, from what it is, its price and how much of it. */
export const costItem =
  ({ usd }: { readonly usd: Prices }) =>
  (what: string, price: PriceName, quantity: number): CostItem => ({
    what,
    price,
    quantity,
    usd: quantity * usd[price],
  });

/** The sum of a bill: US dollars. */
export const totalUsd = (items: readonly CostItem[]): number => items.reduce((sum, { usd }) => sum + usd, 0);
