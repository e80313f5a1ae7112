import { AwsError, jsonAnswer } from "../../http/aws-answers";
import { jsonIn } from "../../http/aws-request";
import type { Serve } from "../../http/local-server";
import { diagnose } from "../../state-machine/definition";
import { described, describedMapRun, listed, listedMapRun } from "../../state-machine/descriptions";
import type { Executions } from "./executions";

/** Request for one page of an answer. */
interface PageRequest {
  /** 0 stands for the default. */
  readonly maxResults?: number;
  readonly nextToken?: string;
}

/** Step Functions API reference, ListExecutions and GetExecutionHistory: `maxResults`. */
const [defaultResults, mostResults] = [100, 1_000];

/**
 * One page of a list; the token is the place of the next.
 *
 * @throws AwsError InvalidToken
 */
function page<Item>(items: readonly Item[], { maxResults = 0, nextToken = "0" }: PageRequest) {
  const start = Number(nextToken);
  if (!Number.isInteger(start) || start < 0 || start > items.length)
    throw new AwsError("InvalidToken", `Invalid Token: '${nextToken}'`);
  const end = start + Math.min(maxResults || defaultResults, mostResults);
  return { items: items.slice(start, end), ...(end < items.length ? { nextToken: String(end) } : {}) };
}

interface ExecutionInput {
  readonly executionArn: string;
}

interface HistoryInput extends ExecutionInput, PageRequest {
  readonly reverseOrder?: boolean;
}

interface ListInput extends PageRequest {
  readonly stateMachineArn: string;
  readonly mapRunArn?: string;
  readonly statusFilter?: string;
}

interface StopInput extends ExecutionInput {
  readonly error?: string;
  readonly cause?: string;
}

/** Those of a state machine or of a Map Run, the newest first. */
async function list(executions: Executions, input: ListInput): Promise<object> {
  const { stateMachineArn, mapRunArn, statusFilter } = input;
  const all =
    mapRunArn === undefined
      ? // Asked for, so that one that is gone is an error here too.
        executions.of((await executions.stateMachine(stateMachineArn)).arn)
      : executions.mapRun(mapRunArn).children.toReversed();
  const wanted = all.filter(({ status }) => statusFilter === undefined || status === statusFilter);
  const { items, ...rest } = page(wanted, input);
  return { executions: items.map(listed), ...rest };
}

function listMapRuns(executions: Executions, input: ExecutionInput & PageRequest): object {
  const { items, ...rest } = page(executions.get(input.executionArn).mapRuns, input);
  return { mapRuns: items.map(listedMapRun), ...rest };
}

/** As it is now: nobody deploys to this machine while executions run. */
async function stateMachineOf(executions: Executions, { executionArn }: ExecutionInput) {
  const { stateMachine } = executions.get(executionArn);
  const stateMachineArn = stateMachine.arn.split("/")[0] ?? "";
  const { name, roleArn, definition } = await executions.stateMachine(stateMachineArn);
  return { stateMachineArn, name, roleArn, definition: JSON.stringify(definition), updateDate: 0 };
}

function history(executions: Executions, input: HistoryInput): object {
  const events = executions.get(input.executionArn).history;
  const { items, ...rest } = page(input.reverseOrder ? events.toReversed() : events, input);
  return { events: items, ...rest };
}

function stop(executions: Executions, { executionArn, error, cause }: StopInput): object {
  const execution = executions.get(executionArn);
  execution.abort(error, cause);
  return { stopDate: execution.stoppedAt };
}

/** @throws AwsError ExecutionDoesNotExist, ExecutionNotRedrivable */
function redrive(executions: Executions, { executionArn }: ExecutionInput): object {
  const execution = executions.get(executionArn);
  const reason = execution.mapRun ? "the execution of an item is redriven by its Map Run" : execution.notRedrivable;
  if (reason !== undefined) throw new AwsError("ExecutionNotRedrivable", `Execution Not Redrivable: '${reason}'`);
  execution.redrive();
  return { redriveDate: execution.redrivenAt };
}

/** Leaves a definition without faults to the service behind. @throws AwsError InvalidDefinition */
function refuseInvalid(_: Executions, { definition }: { readonly definition?: string }): undefined {
  const faults = definition === undefined ? [] : diagnose(definition);
  const text = faults.map(({ code, message }) => `${code}: ${message}`).join(", ");
  if (faults.length > 0) throw new AwsError("InvalidDefinition", `Invalid State Machine Definition: '${text}'`);
}

/** Answers, or leaves the request to the service behind: `undefined`. */
type Operation = (executions: Executions, input: never) => object | undefined | Promise<object | undefined>;

/** Operations that are answered here instead of by the service behind, or looked at before that gets them. */
const operations: Readonly<Partial<Record<string, Operation>>> = {
  ValidateStateMachineDefinition: (_, { definition }: { definition: string }) => {
    const diagnostics = diagnose(definition);
    return { result: diagnostics.length > 0 ? "FAIL" : "OK", diagnostics, truncated: false };
  },
  CreateStateMachine: refuseInvalid,
  UpdateStateMachine: refuseInvalid,
  ListStateMachineVersions: () => ({ stateMachineVersions: [] }),
  StartExecution: async (executions, input: Parameters<Executions["start"]>[0]) => {
    const { executionArn, startedAt: startDate } = await executions.start(input);
    return { executionArn, startDate };
  },
  DescribeExecution: (executions, { executionArn }: ExecutionInput) => described(executions.get(executionArn)),
  DescribeStateMachineForExecution: stateMachineOf,
  GetExecutionHistory: history,
  ListExecutions: list,
  ListMapRuns: listMapRuns,
  DescribeMapRun: (executions, { mapRunArn }: { mapRunArn: string }) => describedMapRun(executions.mapRun(mapRunArn)),
  StopExecution: stop,
  RedriveExecution: redrive,
};

/** Step Functions: definitions are checked, executions are run from what was deployed. */
export const stepFunctions =
  (executions: Executions): Serve =>
  async (request) => {
    const { service, operation } = request;
    const operate = service === "states" && Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    if (!operate) return undefined;
    const answer = await operate(executions, jsonIn(request) as never);
    return answer && jsonAnswer(answer);
  };
