import type { DenialOf } from "../../iam/iam";
import type { MapRun } from "../distributed-map/map-run";
import { StatesError } from "../language/states-error";
import { toPascalCase, type Integrations } from "./integration";

/**
 * Calls by which an execution's states ask about its own Map Runs: what they answer of which the states here look into. Step Functions
 * API reference, ListMapRuns and DescribeMapRun; names as the AWS SDK integrations write them.
 */
export const stepFunctionsIntegrations = (mapRuns: readonly MapRun[], denialOf: DenialOf): Integrations => ({
  "arn:aws:states:::aws-sdk:sfn:listMapRuns": (parameters) => {
    const { ExecutionArn } = parameters as { readonly ExecutionArn: string };
    refuse(denialOf("states:ListMapRuns", ExecutionArn));
    const own = mapRuns.filter(({ executionArn }) => executionArn === ExecutionArn);
    return toPascalCase({ mapRuns: own.map(({ arn, executionArn }) => ({ mapRunArn: arn, executionArn })) });
  },
  "arn:aws:states:::aws-sdk:sfn:describeMapRun": (parameters) => {
    const { MapRunArn } = parameters as { readonly MapRunArn: string };
    refuse(denialOf("states:DescribeMapRun", MapRunArn));
    const run = mapRuns.find(({ arn }) => arn === MapRunArn);
    if (!run) throw new StatesError("Sfn.ResourceNotFoundException", `Resource not found: '${MapRunArn}'`);
    const { arn, executionArn, status } = run;
    return toPascalCase({ mapRunArn: arn, executionArn, status, itemCounts: run.counts() });
  },
});

function refuse(denial: string | undefined): void {
  if (denial === undefined) return;
  throw new StatesError("Sfn.SfnException", `${denial} (Service: Sfn, Status Code: 400, Request ID: none)`);
}
