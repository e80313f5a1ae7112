import { parsePattern } from "../event-rules";
import type { EventRule } from "./deployed";
import { textOf } from "../json";
import type { SynthesizedStack } from "../terraform/synthesized-stack";

/** Arguments of a target that are not run here: each changes the event on its way. */
const unknownArguments = ["input", "input_path", "input_transformer"] as const;

/**
 * The rules of a stack for events.
 *
 * @throws Error when one cannot be run here, or may not invoke its target
 */
export const eventRulesOf = (stack: SynthesizedStack): EventRule[] =>
  stack.resources("aws_cloudwatch_event_rule").flatMap(({ address, values, computed }) =>
    values["event_pattern"] === undefined
      ? []
      : [
          {
            pattern: parsePattern(textOf(values["event_pattern"]), address),
            functionArns: targetsOf(stack, textOf(values["name"]), textOf(computed("arn"))),
          },
        ],
  );

function targetsOf(stack: SynthesizedStack, ruleName: string, ruleArn: string): string[] {
  const permissions = stack.resources("aws_lambda_permission").map(({ values }) => values);
  return stack
    .resources("aws_cloudwatch_event_target")
    .filter(({ values }) => values["rule"] === ruleName)
    .map(({ address, values }) => {
      const unknown = unknownArguments.find((argument) => values[argument] !== undefined);
      if (unknown) throw new Error(`${address}: ${unknown} cannot be run here`);
      const arn = textOf(values["arn"]);
      const isPermitted = permissions.some(
        ({ function_name: name, principal, source_arn: source }) =>
          (name === arn || arn.endsWith(`:function:${textOf(name)}`)) &&
          principal === "events.amazonaws.com" &&
          source === ruleArn,
      );
      if (!isPermitted) throw new Error(`${address}: no aws_lambda_permission lets ${ruleArn} invoke ${arn}`);
      return arn;
    });
}
