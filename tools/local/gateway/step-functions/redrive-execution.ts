import { AwsError } from "../../http/aws-answers";
import type { Executions } from "./executions";

/**
 * RedriveExecution.
 *
 * @throws AwsError ExecutionDoesNotExist, ExecutionNotRedrivable
 */
export function redrive(executions: Executions, { executionArn }: { readonly executionArn: string }): object {
  const execution = executions.get(executionArn);
  const reason = execution.mapRun ? "the execution of an item is redriven by its Map Run" : execution.notRedrivable;
  if (reason !== undefined) throw new AwsError("ExecutionNotRedrivable", `Execution Not Redrivable: '${reason}'`);
  execution.redrive();
  return { redriveDate: execution.redrivenAt };
}
