import { isObject, type Json } from "../../json";

type Rename = (key: string) => string;

const renamed = (value: Json, rename: Rename): Json => {
  if (Array.isArray(value)) return value.map((item: Json) => renamed(item, rename));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [rename(key), renamed(inner, rename)]));
};

/** `{ TaskDefinition: … }` as the SDK wants it: `{ taskDefinition: … }`, all the way down. */
export const toCamelCase = (value: Json): Json => renamed(value, (key) => key.charAt(0).toLowerCase() + key.slice(1));

/** An answer of an API as Step Functions gives it: `{ TaskArn: … }`, all the way down, and dates as text. */
export const toPascalCase = (answer: object): Json =>
  renamed(JSON.parse(JSON.stringify(answer)) as Json, (key) => key.charAt(0).toUpperCase() + key.slice(1));
