import { toAttribute } from "./audit-rows";

/** Takes an attribute off a row. */
export const remove = Symbol("remove");

/** An update expression that sets `always`, and `first` where the row does not have it yet; undefined ones are left out. */
export function setting(always: object, first: object = {}) {
  const given = Object.entries(always).filter(([, value]) => value !== undefined);
  const set = given.filter(([, value]) => value !== remove) as [string, string | number][];
  const setFirst = Object.entries(first) as [string, string | number][];
  const sets = [
    ...set.map(([name]) => `#${name} = :${name}`),
    ...setFirst.map(([name]) => `#${name} = if_not_exists(#${name}, :${name})`),
  ];
  const removes = given.filter(([, value]) => value === remove).map(([name]) => `#${name}`);
  const values = [...set, ...setFirst].map(([name, value]) => [`:${name}`, toAttribute(name, value)] as const);
  return {
    UpdateExpression: [clause("SET", sets), clause("REMOVE", removes)].join(" ").trim(),
    ExpressionAttributeNames: Object.fromEntries([...given, ...setFirst].map(([name]) => [`#${name}`, name])),
    ...(values.length > 0 && { ExpressionAttributeValues: Object.fromEntries(values) }),
  };
}

const clause = (keyword: string, items: readonly string[]): string =>
  items.length > 0 ? `${keyword} ${items.join(", ")}` : "";
