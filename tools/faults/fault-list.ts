import { faults } from ".";
import type { Fault } from "./fault";

/** The names by which a fault is asked for. */
export const faultNames: readonly string[] = faults.map(({ name }) => name);

/** The fault of this name. @throws Error when there is none */
export function faultNamed(name: string): Fault {
  const found = faults.find((fault) => fault.name === name);
  if (!found) throw new Error(`There is no fault ${name}. "npm run local -- --fault list" shows all.`);
  return found;
}

/** All faults, for people: a line each. */
export function faultList(): string {
  const width = Math.max(...faultNames.map(({ length }) => length));
  return faults
    .map(({ name, what, patterns }) => `${name.padEnd(width)}  ${what} (pattern ${patterns.join(", ")})`)
    .join("\n");
}
