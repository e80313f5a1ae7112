import fc from "./seeded";
import { limits } from "../../workflow/limits";
import { mostAttempts } from "../../workflow/job";
import { longestRunId } from "../../workflow/parse-spec";
import { numberedName, type CompleteSpec } from "../../workflow/spec";
import { overridesOf } from "../../workflow/task-overrides";
import { bytesOf } from "../../workflow/utf8";

/** Where a list may be, in each pattern. */
export const formats = { 1: ["input", "JSONL"], 2: ["input", "JSONL", "CSV", "PREFIX"] } as const;
type Format = (typeof formats)[2][number];

/** The prefix of a list of objects. */
export const prefix = "in/";

/** Names that are easily taken for something else, or lost where text is cut, joined or written in another form. */
const oddNames = [
  ...["3:name", "0:", ":", "1 0", "not-launched/0", "arn:aws:ecs:eu-west-1:000000000000:task/kit/0", "__proto__"],
  ...[" a ", "a+b", "100%", "%2F", "a,b", 'a "b"', '"', "'", "a\\", "a\\,b", "a/../b", "a/", "#", "null", "007", "1e3"],
  ...[
    "{% $states.input %}",
    "$states.input",
    "[]",
    '{"taskName":"a"}',
    "=1",
    "\u2028",
    "a\u2029b",
    "\ufeffa",
    "\u00a0",
  ],
  ...["\ud7ff\ue000\uffff", "🚀", "e\u0301", "\u00e9", "x".repeat(128), "🚀".repeat(32), '"'.repeat(128)],
];

/** Keys of objects. */
const oddKeys = ["a b+c%2F", "../x", "/", "k".repeat(limits.objectKeyBytes), '"'.repeat(limits.objectKeyBytes)];

/** What is wrong with an entry of a list in S3: some of its attributes, or what is there in place of it. */
export const faults = {
  controlCharacter: { taskName: "a\u0000b" },
  twoLines: { taskName: "a\nb" },
  longName: { taskName: "x".repeat(129) },
  veryLongName: { taskName: "x".repeat(20_000) },
  longKey: { objectKey: "k".repeat(limits.objectKeyBytes + 1) },
  foreign: { taskname: "a" },
  manyForeign: Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`a${index}`.padEnd(630, "-"), "1"])),
  number: "7",
  none: "null",
  list: '[{"taskName":"a","objectKey":"in/file"}]',
  noJson: '{"taskName":"a"',
} as const satisfies Record<string, string | Readonly<Record<string, string>>>;

/** Numbers as they may be written. */
const numbers: readonly ((whole: number) => string)[] = [
  String,
  (whole) => `${whole}.0`,
  (whole) => `${whole / 10}e1`,
  (whole) => `${whole * 100}E-2`,
];

/** What is left to chance of an entry. */
export const drawnEntry = {
  name: fc.option(fc.constantFrom(...oddNames), { nil: undefined, freq: 2 }),
  objectKey: fc.oneof({ weight: 3, arbitrary: fc.constant("in/file") }, fc.constantFrom(...oddKeys)),
  /** Of a prefix: it is an empty object whose key ends with a slash. */
  isFolder: fc.constantFrom(false, false, false, true),
  fault: fc.option(fc.constantFrom(...(Object.keys(faults) as (keyof typeof faults)[])), { nil: undefined, freq: 2 }),
  number: fc.constantFrom(...numbers),
  /** It takes as much room of its task's overrides as there is, where the deployment lets it. */
  isFull: fc.constantFrom(false, false, false, true),
};
type DrawnEntry = {
  readonly [Name in keyof typeof drawnEntry]: (typeof drawnEntry)[Name] extends fc.Arbitrary<infer Value>
    ? Value
    : never;
};

/** How a list in S3 is written. */
export const layout = fc.record({
  /** True where its entries may have faults. */
  hasFaults: fc.constantFrom(false, false, false, false, true),
  hasMark: fc.boolean(),
  lineEnd: fc.constantFrom("\n", "\r\n"),
  /** After each line. */
  blank: fc.constantFrom("", "", "\n", "\r\n\n"),
  /** After the last. */
  end: fc.constantFrom("", "\n", "\r\n\r\n"),
  /** Fields of CSV that need no quotation marks have them; characters of JSON that need no escape have one. */
  isWordy: fc.boolean(),
});
export type Layout = typeof layout extends fc.Arbitrary<infer Value> ? Value : never;

/** A list that was drawn. */
export interface DrawnList {
  readonly list: Format;
  readonly entries: readonly DrawnEntry[];
  readonly layout: Layout;
}

/** An item of a list. */
export interface Item {
  /** Its name in the rows. */
  readonly rowName: string;
  readonly entry: {
    readonly taskName: string;
    readonly objectKey: string;
    readonly environment?: { readonly FILL: string };
  };
  readonly number: (whole: number) => string;
  readonly isFolder?: boolean;
  readonly fault?: keyof typeof faults | undefined;
}

/** The name of an entry with a fault: that of its attributes, cut where it is long, and none of what is no object. */
function faultyName(own: string, fault: keyof typeof faults): string {
  const wrong: string | Readonly<Record<string, string>> = faults[fault];
  if (typeof wrong !== "string") return (wrong["taskName"] ?? own).slice(0, limits.objectKeyBytes);
  return fault === "list" ? "a" : "";
}

const unlike = (names: readonly string[], name: string, place: number): string =>
  names.includes(name) ? `#${place}` : name;

/** True for a fault that an entry of such a list may have. */
const isFaultOf = (list: Format, fault: DrawnEntry["fault"]): boolean =>
  fault !== undefined && (list === "JSONL" || (list === "CSV" && typeof faults[fault] !== "string"));

/** The items of a list in its order. @param room the spec that entries may fill the overrides of their tasks with; undefined where they may not */
export function itemsOf({ list, entries, layout: { hasFaults } }: DrawnList, room?: CompleteSpec): readonly Item[] {
  if (list === "PREFIX") return itemsOfPrefix(entries);
  const names: string[] = [];
  return entries.map(({ name = "", objectKey, number, fault, isFull }, place) => {
    const own = name === "" ? String(place) : name;
    const taskName = list === "input" ? unlike(names, own, place) : own;
    names.push(taskName);
    const wrong = hasFaults && isFaultOf(list, fault) ? fault : undefined;
    const rowName =
      list === "input" ? taskName : numberedName(place, wrong === undefined ? taskName : faultyName(taskName, wrong));
    const entry = { taskName, objectKey };
    const full = room && isFull ? { environment: { FILL: filling(room, { ...entry, taskName: rowName }) } } : {};
    return { rowName, entry: { ...entry, ...full }, number, fault: wrong };
  });
}

/** Text that makes the overrides of an entry as long as they may be. */
function filling(spec: CompleteSpec, entry: Item["entry"]): string {
  const overrides = overridesOf(spec, { ...entry, environment: { FILL: "" } }, longestRunId, mostAttempts);
  return "x".repeat(Math.max(0, limits.taskOverridesCharacters - bytesOf(JSON.stringify(overrides))));
}

function itemsOfPrefix(entries: readonly DrawnEntry[]): readonly Item[] {
  const keys = new Map<string, Pick<DrawnEntry, "isFolder" | "number">>();
  entries.forEach(({ name, objectKey, isFolder, number }, place) => {
    const rest = objectKey === "in/file" ? (name ?? String(place)) : objectKey;
    const key = `${prefix}${rest}`.slice(0, limits.objectKeyBytes - 1) + (isFolder ? "/" : "");
    keys.set(keys.has(key) ? `${prefix}#${place}` : key, { isFolder: isFolder && !keys.has(key), number });
  });
  return [...keys]
    .sort(([left], [right]) => Buffer.compare(Buffer.from(left), Buffer.from(right)))
    .map(([key, { isFolder, number }], place) => ({
      rowName: numberedName(place, key),
      entry: { taskName: key, objectKey: key },
      number,
      isFolder,
    }));
}

/**
 * True for a list that cannot be read as what it is said to be. That a byte order mark is none of JSON is how the state machine here has
 * it; AWS does not say.
 */
export const isUnreadable = (items: readonly Item[], { list, layout: { hasMark } }: DrawnList): boolean =>
  list === "JSONL" && (hasMark || items.some(({ fault }) => fault === "noJson"));
