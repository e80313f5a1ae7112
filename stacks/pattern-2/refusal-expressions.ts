import { launchRefusals, type RefusalKind, type RefusalRule } from "../../workflow/launch-refusals";

/** The rules of one kind as a pattern of JSONata: `*` stands for any characters. */
function pattern(rules: readonly RefusalRule[], kind: RefusalKind): string {
  const literal = (text: string) => text.replace(/[.+?^${}()|[\]\\/]/g, "\\$&");
  const patterns = rules
    .filter((rule) => rule.kind === kind)
    .map((rule) => rule.pattern.split("*").map(literal).join("[\\s\\S]*"));
  return `/^(?:${patterns.join("|")})$/`;
}

const { errorNames, errorMessages, failureReasons } = launchRefusals;

const [error, failure] = ["$states.input.error", "$states.input.answer.Failures[0]"];

/** The error's name as ECS gives it. */
const errorName = `$replace(${error}.Error, /^Ecs\\./, "")`;

/** Message of ECS, without what Step Functions adds: a request's id makes each message another one. */
const errorCause = `$replace(${error}.Cause, / \\(Service: [\\s\\S]*$/, "")`;

/** No answer, or a fault of the service: nobody knows whether the task started. */
const isUnknown = `($contains(${error}.Error, /^(?:States\\.(?:HeartbeatTimeout|Timeout)|Ecs\\.SdkClientException)$/) or
$contains(${error}.Cause, /Status Code: 5[0-9][0-9]/))`;

/** Expression of JSONata: in the words of ECS, why there is no task. */
export const refusalReason = `($exists(${error}) ? ${errorName} & ": " & ${errorCause} :
$exists(${failure}.Reason) ? $join([${failure}.Reason, ${failure}.Detail], ": ") :
"ECS answered with neither a task nor a failure")`;

/** Expression of JSONata: the token was used for a task with other parameters, of this entry. */
export const isOurs = `($exists(${error}) ? ${error}.Error = "Ecs.ConflictException" : false)`;

/** Expression of JSONata: no waiting mends it, by the rules of launch-refusals.ts. */
export const isFinal = `($exists(${error}) ?
$not(${isUnknown} or $contains(${errorName}, ${pattern(errorNames.rules, "retryable")}) or
$contains(${errorCause}, ${pattern(errorMessages.rules, "retryable")})) :
$exists(${failure}.Reason) ? $contains(${failure}.Reason, ${pattern(failureReasons.rules, "final")}) : false)`;
