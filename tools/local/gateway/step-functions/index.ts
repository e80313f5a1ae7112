import type {
  GetExecutionHistoryInput,
  ListExecutionsInput,
  StartExecutionInput,
  StopExecutionInput,
} from "@aws-sdk/client-sfn";
import { AwsError } from "../../http/aws-answers";
import { jsonService, type Serve } from "../../http/local-server";
import { diagnose } from "../../state-machine/definition";
import { described, listed } from "../../state-machine/descriptions";
import type { Executions } from "./executions";

/** Step Functions API reference, ListExecutions and GetExecutionHistory: `maxResults`. */
const [defaultResults, mostResults] = [100, 1_000];

/**
 * One page of a list; the token is the place of the next.
 *
 * @throws AwsError InvalidToken
 */
function page<Item>(
  items: readonly Item[],
  { maxResults = 0, nextToken = "0" }: Pick<ListExecutionsInput, "maxResults" | "nextToken">,
) {
  const start = Number(nextToken);
  if (!Number.isInteger(start) || start < 0 || start > items.length)
    throw new AwsError("InvalidToken", `Invalid Token: '${nextToken}'`);
  const end = start + Math.min(maxResults || defaultResults, mostResults);
  return { items: items.slice(start, end), ...(end < items.length ? { nextToken: String(end) } : {}) };
}

type Of = Pick<StopExecutionInput, "executionArn">;

/** Those of a state machine, the newest first. */
async function list(executions: Executions, input: ListExecutionsInput): Promise<object> {
  const { stateMachineArn, statusFilter } = input;
  // Asked for, so that one that is gone is an error here too.
  const all = executions.of((await executions.stateMachine(stateMachineArn)).arn);
  const wanted = all.filter(({ status }) => statusFilter === undefined || status === statusFilter);
  const { items, ...rest } = page(wanted, input);
  return { executions: items.map(listed), ...rest };
}

/** As it is now: nobody deploys to this machine while executions run. */
async function stateMachineOf(executions: Executions, { executionArn }: Of) {
  const stateMachineArn = executions.get(executionArn).stateMachine.arn;
  const { name, roleArn, definition } = await executions.stateMachine(stateMachineArn);
  return { stateMachineArn, name, roleArn, definition: JSON.stringify(definition), updateDate: 0 };
}

/** Leaves a definition without faults to the service behind. @throws AwsError InvalidDefinition */
function refuseInvalid({ definition }: { readonly definition?: string }): undefined {
  const faults = definition === undefined ? [] : diagnose(definition);
  const text = faults.map(({ code, message }) => `${code}: ${message}`).join(", ");
  if (faults.length > 0) throw new AwsError("InvalidDefinition", `Invalid State Machine Definition: '${text}'`);
}

/**
 * Step Functions: definitions are checked, executions are run from what was deployed. Operations that are answered here instead of by
 * the service behind, or looked at before that gets them.
 */
export const stepFunctions = (executions: Executions): Serve =>
  jsonService("states", {
    ValidateStateMachineDefinition: ({ definition }: { definition: string }) => {
      const diagnostics = diagnose(definition);
      return { result: diagnostics.length > 0 ? "FAIL" : "OK", diagnostics, truncated: false };
    },
    CreateStateMachine: refuseInvalid,
    UpdateStateMachine: refuseInvalid,
    ListStateMachineVersions: () => ({ stateMachineVersions: [] }),
    StartExecution: async (input: StartExecutionInput) => {
      const { executionArn, startedAt: startDate } = await executions.start(input);
      return { executionArn, startDate };
    },
    DescribeExecution: ({ executionArn }: Of) => described(executions.get(executionArn)),
    DescribeStateMachineForExecution: (input: Of) => stateMachineOf(executions, input),
    GetExecutionHistory: ({ executionArn, reverseOrder, ...asked }: GetExecutionHistoryInput) => {
      const events = executions.get(executionArn).history;
      const { items, ...rest } = page(reverseOrder ? events.toReversed() : events, asked);
      return { events: items, ...rest };
    },
    ListExecutions: (input: ListExecutionsInput) => list(executions, input),
    StopExecution: ({ executionArn, error, cause }: StopExecutionInput) => {
      const execution = executions.get(executionArn);
      execution.abort(error, cause);
      return { stopDate: execution.stoppedAt };
    },
    RedriveExecution: ({ executionArn }: Of) => {
      const execution = executions.get(executionArn);
      const reason = execution.notRedrivable;
      if (reason !== undefined) throw new AwsError("ExecutionNotRedrivable", `Execution Not Redrivable: '${reason}'`);
      execution.redrive();
      return { redriveDate: execution.redrivenAt };
    },
  });
