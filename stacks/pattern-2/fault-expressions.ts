import { refusal } from "../../workflow/errors";
import { mostAttempts } from "../../workflow/job";
import { limits } from "../../workflow/limits";
import { longestRunId, specBytes } from "../../workflow/parse-spec";
import { brokenArgument, brokenText, type ObjectRule, type Rule, type RuleOf } from "../../workflow/rules";
import { specRule, type SpecContext } from "../../workflow/spec-rules";
import { overridesOfEntry, withJobDefaults, type Told } from "./overrides-expression";

/** A text of JSONata. */
const quoted = (text: string): string => JSON.stringify(text);

const regex = (expression: RegExp): string => `/${expression.source}/`;

/** All conditions, each looked at only when those before it hold: `and` may look at both sides. */
const all = (conditions: readonly string[]): string =>
  conditions.reduceRight((rest, condition) => (rest === "" ? condition : `${condition} ? (${rest}) : false`), "");

const textTest = ({ matches, plain, maxBytes }: RuleOf<"text">): string =>
  all([
    `$type($v) = "string"`,
    ...(matches ? [`$contains($v, ${regex(matches)})`] : []),
    ...(plain ? ["$not($contains($v, $broken))"] : []),
    ...(maxBytes === undefined ? [] : [`($length($v) * 4 <= ${maxBytes} ? true : $bytes($v) <= ${maxBytes})`]),
  ]);

/** A condition for the value `$v`, as far as it can be told without looking into it. */
function testOf(rule: Rule): string {
  switch (rule.type) {
    case "text":
      return textTest(rule);
    case "whole":
      return all([`$type($v) = "number"`, `$v >= ${rule.minimum}`, `$v <= ${rule.maximum}`, "$v = $floor($v)"]);
    case "option":
      return `$v in ${JSON.stringify(rule.options)}`;
    case "offered":
      return (
        `($f := $exists($lookup($o, ${quoted(rule.by)})) ? ` +
        `$lookup(${JSON.stringify(rule.offers)}, $string($lookup($o, ${quoted(rule.by)}))); $exists($f) ? $v in $f : true)`
      );
    case "texts":
      return all([
        `$type($v) = "array"`,
        "$count($v) > 0",
        "$reduce($v, function($n, $x) { $noArgument($x) ? $n + 1 : $n }, 0) = 0",
      ]);
    case "map":
      return `$type($v) = "object"`;
    case "list":
      return all([`$type($v) = "array"`, "$count($v) > 0"]);
    case "nested":
    case "variant":
      return "true";
  }
}

/** The faults within the value `$v`, of one that is not wrong as a whole. */
function innerFaults(rule: Rule, at: string): string {
  switch (rule.type) {
    case "list":
      return `($p := ${at}; ${eachFaults(rule)})`;
    case "nested":
      return `($p := ${at}; ${objectFaults(rule.of, "$v", "$p")})`;
    case "variant":
      return `($p := ${at}; ${variantFaults(rule)})`;
    case "map":
      return `($p := ${at}; $m := $v; ${mapFaults(rule)})`;
    default:
      return "[]";
  }
}

const mapFaults = ({ names, reserved, reservedMust, valueMust }: RuleOf<"map">): string =>
  `$map($keys($m), function($v) { ($x := $lookup($m, $v); $n := $p & "." & $v; {"faults":
$not(${textTest(names)}) ? $n & ${quoted(`: ${names.must}`)} :
$v in ${JSON.stringify(reserved)} ? $n & ${quoted(`: ${reservedMust}`)} :
$noArgument($x) ? $n & ${quoted(`: ${valueMust}, received `)} & $shown($x) : []}) }).faults`;

const eachFaults = ({ of }: RuleOf<"list">): string =>
  `$map($v, function($item, $i) { {"faults": (${objectFaults(of, "$item", `$p & "[" & $i & "]"`)})} }).faults`;

function variantFaults({ by, of }: RuleOf<"variant">): string {
  const kinds = Object.keys(of);
  const must = quoted(`must be ${kinds.join(" or ")}`);
  const chosen = kinds.reduceRight(
    (rest, kind) => `$kind = ${quoted(kind)} ? (${objectFaults(of[kind] as ObjectRule, "$v", "$p")}) : ${rest}`,
    `$p & ${quoted(`.${by}: `)} & ${must} & ", received " & $shown($kind)`,
  );
  return (
    `$type($v) != "object" ? $p & ": must be an object, received " & $shown($v) : ` +
    `($kind := $lookup($v, ${quoted(by)}); $exists($kind) ? (${chosen}) : $p & ${quoted(`.${by}: is missing`)})`
  );
}

/** The faults of an object: those of its attributes in the order of the rules, then attributes that have no rule. */
function objectFaults({ name, required, attributes, partners = {} }: ObjectRule, value: string, path: string): string {
  const faults = Object.entries(attributes).map(([key, rule]) => {
    const must = "must" in rule ? rule.must : "";
    const at = `$at($path, ${quoted(key)})`;
    const partner = partners[key];
    const withPartner =
      partner === undefined
        ? "[]"
        : `$exists($lookup($o, ${quoted(partner)})) ? ${at} & ${quoted(`: is missing, and goes with ${partner}`)} : []`;
    const absent = required.includes(key) ? `${at} & ": is missing"` : withPartner;
    return (
      `($v := $lookup($o, ${quoted(key)}); $exists($v) ? ` +
      `((${testOf(rule)}) ? ${innerFaults(rule, at)} : ${at} & ${quoted(`: ${must}, received `)} & $shown($v)) : ${absent})`
    );
  });
  const unknown = `$map($filter($keys($o), function($k) { $not($k in ${JSON.stringify(Object.keys(attributes))}) }), function($k) {
($k = "" ? ($path = "" ? ${quoted(name)} : $path) : $at($path, $k)) & ${quoted(`: is not an attribute of this ${name}`)} })`;
  return `$o := ${value}; $path := ${path};
$type($o) != "object" ? ($path = "" ? ${quoted(name)} : $path) & ": must be an object, received " & $shown($o) : [
${[...faults, unknown].join(",\n")}]`;
}

/** Functions of the expressions. Names of JSONata's own: `$lookup`, `$type`, `$shown` is this kit's. */
const functions = `$broken := ${regex(brokenText)};
$noArgument := function($x) { $type($x) = "string" ? $contains($x, ${regex(brokenArgument)}) : true };
$bytes := function($t) { ($e := $encodeUrlComponent($t); $length($e) - 2 * ($count($split($e, "%")) - 1)) };
$json := function($x) { $type($x) = "string" ? ($a := $string([$x]); $substring($a, 1, $length($a) - 2)) : $string($x) };
$shown := function($x) { ($j := $json($x); $length($j) > ${refusal.valueCharacters} ? $substring($j, 0, ${refusal.valueCharacters}) & "…" : $j) };
$at := function($above, $key) { $above = "" ? $key : $above & "." & $key };`;

/** The overrides of an entry as JSON, with the longest id that a run may have, and the longest number of an attempt. */
const overridesJson = (containerName: string, told: Told): string =>
  `$string(${overridesOfEntry(containerName, { ...told, workflowRunId: quoted(longestRunId), attempt: mostAttempts })})`;

const mostOverrides = limits.taskOverridesCharacters;

/** A fault of the overrides `$json` of an entry as a whole, as `overridesFaults` says it. @param before expression */
const overridesFault = (json: string, before = '""'): string => `($json := ${json};
$size := $length($json) * 4 <= ${mostOverrides} ? 0 : $bytes($json);
$size > ${mostOverrides} ? ${before} & "its overrides take " & $size & " bytes as JSON, of at most ${mostOverrides}" : [])`;

/**
 * The same of what all entries of the spec `$s` are told, wherever its list lies, and of each in the spec itself. In overrides a character of an entry has no more than eight bytes: two of a name or a
 * value that JSON escapes, four of UTF-8, and what stands around a variable's name and value. Short entries are not looked at.
 */
function eachOverridesFault({ deployment, job }: SpecContext): string {
  // Where nothing may be overridden, the rules of a spec alone keep the rest short.
  if (job.allowedOverrides.length === 0) return "()";
  const json = (entry: string, taskName: string) =>
    overridesJson(deployment.containerName, { entry, taskName, workflowRunId: "", run: "$told" });
  return `($told := $merge([${JSON.stringify(deployment)}, $s, ${withJobDefaults(job, "$s")}]); $of := ${json("{}", '""')}; $base := $bytes($of); [
${overridesFault("$of", '"taskDefaults: "')},
$map($s.taskList, function($e, $i) { {"faults": $base + 8 * $length($string($e)) <= ${mostOverrides} ? [] :
${overridesFault(json("$e", "$e.taskName"), '"taskList[" & $i & "]: "')}} }).faults])`;
}

/** Faults between the attributes of the spec `$s`, each of which is right: the same as `specFaults` finds. */
const betweenFaults = (
  context: SpecContext,
): string => `($list := $lookup($s, "taskList"); $source := $lookup($s, "taskSource"); $folder := $lookup($s, "targetFolder");
$names := $map($list, function($e, $i) { {"name": $e.taskName, "at": $i} });
$places := $exists($names) ? $names{"=" & name: [at]} : {};
$prefix := ${context.job.kind === "copy"} and $exists($source) and $source.format = "PREFIX" ? $source.prefix : "";
$into := $replace($exists($folder) ? $folder : "", /\\/+$/, "") & "/";
$recorded := $string([$string($s)]);
$recordedBytes := $length($recorded) * 4 <= ${specBytes} ? 0 : $bytes($recorded);
[
$exists($list) and $exists($source) ? "taskSource: give a list in S3 or a taskList, not both" : [],
$exists($list) or $exists($source) ? [] : "taskList: is missing, and so is taskSource, a list in S3",
$each($places, function($at, $name) { {"faults": $count($at) < 2 ? [] : $map($filter($at, function($i) { $i > $at[0] }), function($i) {
"taskList[" & $i & "].taskName: " & $json($substring($name, 1)) & " is the name of taskList[" & $at[0] & "] too" })} }).faults,
$prefix = "" ? [] : $not($exists($folder)) ?
"targetFolder: is missing; with the format PREFIX copies must not lie beside their inputs" :
$substring($into, 0, $length($prefix)) = $prefix or $replace($prefix, /[^\\/]+$/, "") = $into ?
"targetFolder: copies in it would be entries, their keys begin with the prefix " & $json($prefix) : [],
$recordedBytes > ${specBytes} ?
"spec: it takes " & $recordedBytes & " bytes in the row of its run, of at most ${specBytes}; put a longer list into S3" : [],
${eachOverridesFault(context)}
])`;

/** The first of the faults `$faults`, `before` each of them, and how many more there are. */
const firstFaults = (before: string): string => `($n := $count($faults); $join($map($faults[[0..${refusal.faults - 1}]],
function($f) { ${quoted(before)} & $substring($f, 0, ${refusal.faultCharacters}) })) & ($n > ${refusal.faults} ? ${quoted(`${before}and `)} & ($n - ${refusal.faults}) & " more" : ""))`;

/**
 * An expression of JSONata: the message by which a spec is refused, the same as that of `InvalidWorkflowSpec`; empty for a spec
 * that is right. It is made of the rules that the parser goes by.
 *
 * @param spec an expression of any JSON value
 */
export const specRefusal = (context: SpecContext, spec: string): string => `(${functions}
$s := ${spec};
$found := (${objectFaults(specRule(context), "$s", `""`)});
$faults := $count($found) > 0 ? $found : ${betweenFaults(context)};
$count($faults) = 0 ? "" : ${quoted(refusal.head)} & ${firstFaults("\n- ")})`;

/**
 * An expression of JSONata: what is wrong with an entry, the first of the lines joined by `; `. Empty for one that is right.
 *
 * @param told what its overrides are made of
 */
export const entryRefusal = (rule: ObjectRule, containerName: string, told: Told): string => `(${functions}
$found := (${objectFaults(rule, told.entry, `""`)});
$faults := $count($found) > 0 ? $found : [${overridesFault(overridesJson(containerName, told))}];
$substring(${firstFaults("; ")}, 2))`;
