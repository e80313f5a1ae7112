import { toDefinition } from "../../page/definition";
import type { RunModel } from "../../page/model";
import type { PatternReport } from "../report";
import { stateMachineConfiguration } from "../../local/state-machine/definition";
import type { SynthesizedStack } from "../../local/terraform/synthesized-stack";

/** A run as the page shows it. */
export const runModel = ({ pattern, ...progress }: PatternReport, stack: SynthesizedStack): RunModel => ({
  ...progress,
  name: `Pattern ${pattern}`,
  definition: toDefinition(stateMachineConfiguration(stack.only("aws_sfn_state_machine")).definition),
});
