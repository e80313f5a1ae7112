import { patterns } from "../../workflow/deployment";
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
export const faults: readonly Fault[] = Object.entries({
  ...runTaskFaults,
  ...taskFaults,
  ...jobFaults,
  ...attemptFaults,
  ...dynamodbFaults,
  ...s3Faults,
  ...functionFaults,
  ...executionFaults,
}).map(([name, row]) => ({ name, patterns, ...row }));
