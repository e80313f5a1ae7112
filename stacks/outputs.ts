import { TerraformOutput, type TerraformStack } from "cdktf";
import { deploymentValues } from "../workflow/deployment";

/** Descriptions of the outputs, in the order in which they are shown: what a spec names, and where to start a workflow. */
export const outputDescriptions = {
  ...deploymentValues,
  stateMachineArn: "State machine of the workflow",
  startExecutionConsoleUrl: "Console page of the state machine: choose Start execution and paste workflowSpecs",
  maxTimeoutSeconds: "The longest timeoutSeconds of a spec, and the one of a spec that has none",
  retentionDays: "Days after its last write that a row is deleted; 0: rows are kept",
  job: "What the tasks run, and what a spec may say of it, as JSON",
  workflowSpecs: "Workflow spec with the values of this deployment, ready to start an execution with",
} as const;

type OutputName = keyof typeof outputDescriptions;

/** Adds the outputs to a stack. */
export function addOutputs(stack: TerraformStack, values: Readonly<Record<OutputName, string | number>>): void {
  for (const [key, description] of Object.entries(outputDescriptions))
    new TerraformOutput(stack, key, { value: values[key as OutputName], description });
}
