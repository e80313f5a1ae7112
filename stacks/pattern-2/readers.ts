import { csvColumns } from "../../workflow/csv-entry";
import { limits } from "../../workflow/limits";
import type { ObjectRule } from "../../workflow/rules";
import { entryRule, keyRule, type SpecContext } from "../../workflow/spec-rules";
import type { TaskSource } from "../../workflow/spec";
import { jsonata } from "../asl";

/** A list that a Map reads, and what its items say. Expressions are JSONata, of an entry's execution. */
export interface Reader {
  /** Ending of the names of its states. */
  readonly name: string;
  /** The condition of a Choice: that a spec has this list. */
  readonly chosen: string;
  /** The Map's part that reads it. */
  readonly items: object;
  /** Of the item `$item`: an entry as it would stand in `taskList`. */
  readonly entry: string;
  readonly rule: ObjectRule;
  /** Of the item's entry `$entry` and its place `$index`: what the task is called. */
  readonly taskName: string;
  /** True for a list among whose items some are no entries: empty objects whose keys end with `/` stand for folders. */
  readonly hasFolders?: true;
}

const formatIs = (format: TaskSource["format"]) => `$states.input.source.format = "${format}"`;

/**
 * Begins with the entry's place, from 0: so no two have the same, and rows alone tell what became of each place. A name that is longer
 * than any may be, with which its row says that it is refused, is cut.
 */
const numberedName = `$string($index) & ":" & ($type($entry.taskName) = "string" ? $substring($entry.taskName, 0, ${limits.objectKeyBytes}) : "")`;

/** Lines of an object, each an entry as in a taskList. */
const lines = (format: "JSONL" | "CSV", rule: ObjectRule, config: object, entry: string): Reader => ({
  name: `From${format}`,
  chosen: formatIs(format),
  items: {
    ItemReader: {
      Resource: "arn:aws:states:::s3:getObject",
      ReaderConfig: { InputType: format, ...config },
      Arguments: { Bucket: jsonata("$states.input.source.bucket"), Key: jsonata("$states.input.source.key") },
    },
  },
  entry,
  rule,
  taskName: numberedName,
});

const { variable, numbers, digits, json, texts } = csvColumns;

/** The entry that a record of CSV is, as `entryOfRecord` of csv-entry.ts makes it. A field that is missing is an empty text. */
const entryOfRecord = `($fields := $sift($item, function($v) { $v != "" });
$isVariable := function($k) { $substring($k, 0, ${variable.length}) = "${variable}" };
$environment := $sift($fields, function($v, $k) { $isVariable($k) });
$merge([
$each($fields, function($v, $k) { $isVariable($k) ? {} : {$k: (
$k in ${JSON.stringify(numbers)} and $contains($v, /${digits.source}/) ? $number($v) :
$k in ${JSON.stringify(json)} and $contains($v, /${texts.source}/) ? $parse($v) : $v)} }),
$exists($environment) ? {"environment": $merge([$each($environment, function($v, $k) { {$substring($k, ${variable.length}): $v} })])} : {}
]))`;

/** Every kind of list. */
export const readers = ({ job }: Pick<SpecContext, "job">): readonly Reader[] => [
  {
    name: "FromTaskList",
    chosen: "$exists($states.input.spec.taskList)",
    items: { Items: jsonata("[$states.input.spec.taskList]") },
    entry: "$item",
    rule: entryRule(job),
    taskName: "$entry.taskName",
  },
  lines("JSONL", entryRule(job), {}, "$item"),
  // A field that is missing is an empty text.
  lines("CSV", entryRule(job), { CSVHeaderLocation: "FIRST_ROW" }, entryOfRecord),
  {
    name: "FromPREFIX",
    chosen: formatIs("PREFIX"),
    items: {
      ItemReader: {
        Resource: "arn:aws:states:::s3:listObjectsV2",
        Arguments: { Bucket: jsonata("$states.input.source.bucket"), Prefix: jsonata("$states.input.source.prefix") },
      },
    },
    entry: '{"taskName": $item.Key, "objectKey": $item.Key, "s3BucketName": $states.input.bucket}',
    rule: keyRule,
    taskName: numberedName,
    hasFolders: true,
  },
];
