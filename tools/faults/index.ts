import { patterns } from "../local/synthesis";
import { attemptFaults } from "./attempt-faults";
import { dynamodbFaults } from "./dynamodb-faults";
import { executionFaults } from "./execution-faults";
import type { Fault } from "./fault";
import { functionFaults } from "./function-faults";
import { jobFaults } from "./job-faults";
import { runTaskFaults } from "./run-task-faults";
import { s3Faults } from "./s3-faults";
import { taskFaults } from "./task-faults";

/** All faults of the lab. */
export const faults: readonly Fault[] = [
  ...runTaskFaults,
  ...taskFaults,
  ...jobFaults,
  ...attemptFaults,
  ...dynamodbFaults,
  ...s3Faults,
  ...functionFaults,
  ...executionFaults,
].map((row) => ({ patterns, remedy: "Nothing.", ...row }));

/** The fault of this name. @throws Error when there is none */
export function faultNamed(name: string): Fault {
  const found = faults.find((fault) => fault.name === name);
  if (!found) throw new Error(`There is no fault ${name}. "npm run local -- --fault list" shows all.`);
  return found;
}

/** All faults, for people: a line each. */
export function faultList(): string {
  const width = Math.max(...faults.map(({ name }) => name.length));
  return faults
    .map(({ name, what, patterns: met }) => `${name.padEnd(width)}  ${what} (pattern ${met.join(", ")})`)
    .join("\n");
}
