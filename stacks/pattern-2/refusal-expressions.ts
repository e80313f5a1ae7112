import { refusalPatterns } from "../../workflow/launch-refusals";

/** One pattern of JSONata for several in which `*` stands for any characters. */
function oneOf(patterns: readonly string[]): string {
  const literal = (text: string) => text.replace(/[.+?^${}()|[\]\\/]/g, "\\$&");
  const alternatives = patterns.map((pattern) => pattern.split("*").map(literal).join("[\\s\\S]*"));
  return `/^(?:${alternatives.join("|")})$/`;
}

const { laterNames, laterMessages, finalReasons } = refusalPatterns;

const [error, failure] = ["$states.input.error", "$states.input.answer.Failures[0]"];

/** The error's name as ECS gives it. */
const errorName = `$replace(${error}.Error, /^Ecs\\./, "")`;

/** Message of ECS, without what Step Functions adds: a request's id makes each message another one. */
const errorCause = `$replace(${error}.Cause, / \\(Service: [\\s\\S]*$/, "")`;

/** No answer, or a fault of the service: nobody knows whether the task started. */
const isUnknown = `($contains(${error}.Error, /^(?:States\\.(?:HeartbeatTimeout|Timeout)|Ecs\\.SdkClientException)$/) or
$contains(${error}.Cause, /Status Code: 5[0-9][0-9]/))`;

/** Meaning of an answer of ECS without a task: expressions of JSONata. */
export const refusal = {
  /** In the words of ECS, why there is no task. */
  reason: `($exists(${error}) ? ${errorName} & ": " & ${errorCause} :
$exists(${failure}.Reason) ? $join([${failure}.Reason, ${failure}.Detail], ": ") :
"ECS answered with neither a task nor a failure")`,
  /** The token was used for a task with other parameters, of this entry. */
  isOurs: `($exists(${error}) ? ${error}.Error = "Ecs.ConflictException" : false)`,
  /** Of this token a task may run: an answer to it was lost, and no refusal came that ECS remembers. */
  isStartUnknown: `($exists(${error}) ? $states.input.isStartUnknown or ${isUnknown} : $not($exists(${failure}.Reason)))`,
  /** No waiting mends it, by the rules of launch-refusals.ts. */
  isFinal: `($exists(${error}) ?
$not(${isUnknown} or $contains(${errorName}, ${oneOf(laterNames)}) or
$contains(${errorCause}, ${oneOf(laterMessages)})) :
$exists(${failure}.Reason) ? $contains(${failure}.Reason, ${oneOf(finalReasons)}) : false)`,
} as const;
