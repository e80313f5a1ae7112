import { dynamodbFaults } from "./dynamodb-faults";
import { executionFaults } from "./execution-faults";
import type { Fault } from "./fault";
import { functionFaults } from "./function-faults";
import { runTaskFaults } from "./run-task-faults";
import { s3Faults } from "./s3-faults";
import { taskFaults } from "./task-faults";

export type { Drive, Ending, Fault } from "./fault";
export { labObjects, labSpecs, labTaskNames } from "./lab-workflow";
export { noFault, prepareFault, type PreparedFault } from "./lab";

/** All faults of the lab. */
export const faults: readonly Fault[] = [
  ...runTaskFaults,
  ...taskFaults,
  ...dynamodbFaults,
  ...s3Faults,
  ...functionFaults,
  ...executionFaults,
];
