import type { DenialOf } from "../../iam/iam";
import { describedMapRun, listedMapRun } from "../descriptions";
import type { MapRun } from "../distributed-map/map-run";
import { StatesError } from "../language/states-error";
import { toPascalCase, type Integrations } from "./integration";

/**
 * Calls by which an execution's states ask about its own Map Runs. Step Functions API reference, ListMapRuns and
 * DescribeMapRun; names as the AWS SDK integrations write them.
 */
export const stepFunctionsIntegrations = (mapRuns: readonly MapRun[], denialOf: DenialOf): Integrations => ({
  "arn:aws:states:::aws-sdk:sfn:listMapRuns": (parameters) => {
    const { ExecutionArn } = parameters as { readonly ExecutionArn: string };
    refuse(denialOf("states:ListMapRuns", ExecutionArn));
    const own = mapRuns.filter(({ executionArn }) => executionArn === ExecutionArn);
    return toPascalCase({ mapRuns: own.map(listedMapRun) });
  },
  "arn:aws:states:::aws-sdk:sfn:describeMapRun": (parameters) => {
    const { MapRunArn } = parameters as { readonly MapRunArn: string };
    refuse(denialOf("states:DescribeMapRun", MapRunArn));
    const run = mapRuns.find(({ arn }) => arn === MapRunArn);
    if (!run) throw new StatesError("Sfn.ResourceNotFoundException", `Resource not found: '${MapRunArn}'`);
    return toPascalCase(describedMapRun(run));
  },
});

function refuse(denial: string | undefined): void {
  if (denial === undefined) return;
  throw new StatesError("Sfn.SfnException", `${denial} (Service: Sfn, Status Code: 400, Request ID: none)`);
}
