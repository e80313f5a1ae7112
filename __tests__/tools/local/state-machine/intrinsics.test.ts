import type { Json } from "../../../../tools/local/json";
import { callIntrinsic } from "../../../../tools/local/state-machine/language/intrinsic";
import type { StatesError } from "../../../../tools/local/state-machine/language/states-error";
import { machineOf, start } from "../../../support/state-machine";

/** Value of a function, or the error that it ends with. */
function call(expression: string, data: Json): Json {
  try {
    return callIntrinsic(expression, { data, context: {}, variables: {} });
  } catch (thrown) {
    const { name: error, message: cause } = thrown as StatesError;
    return { error, cause };
  }
}

const two = (fst: Json, snd: Json): Json => ({ fst, snd });

// Answers that were recorded from AWS, and examples of the developer guide, "Intrinsic functions for JSONPath states".
const answers: readonly (readonly [expression: string, input: Json, answer: Json])[] = [
  ["States.Array()", {}, []],
  ["States.Array($.fst, $.snd)", two(null, { Arg1: 1, Arg2: [] }), [null, { Arg1: 1, Arg2: [] }]],
  ["States.Array('a b', 1, -1.5, true, null, $)", {}, ["a b", 1, -1.5, true, null, {}]],
  ["States.ArrayPartition($.fst, $.snd)", two([], 3), []],
  ["States.ArrayPartition($.fst, $.snd)", two([0, 1, 2, 3], 3), [[0, 1, 2], [3]]],
  ["States.ArrayContains($.fst, $.snd)", two([[1, 2, 3], 2], [1, 2, 3]), true],
  ["States.ArrayContains($.fst, $.snd)", two([{ a: 2, b: [] }], { b: [], a: 2 }), true],
  ["States.ArrayContains($.fst, $.snd)", two([], null), false],
  ["States.ArrayContains($.fst, $.snd)", two([1], "1"), false],
  ["States.ArrayRange(0, 10, 3)", {}, [0, 3, 6, 9]],
  ["States.ArrayRange(1, 9, 9)", {}, [1]],
  ["States.ArrayGetItem($.fst, $.snd)", two([1, 2, 3, 4, 5, 6, 7, 8, 9], 5), 6],
  ["States.ArrayLength($)", [1, 2, 3], 3],
  [
    "States.ArrayUnique($)",
    [null, null, true, true, 1, 1, 1.1, 0, "a", "a", [], [], [null], { a: 1, b: 2 }, { a: 1, b: 2 }, { a: 1, b: 1 }],
    [null, true, 1, 1.1, 0, "a", [], [null], { a: 1, b: 2 }, { a: 1, b: 1 }],
  ],
  ["States.Base64Encode($)", "Data to encode", "RGF0YSB0byBlbmNvZGU="],
  ["States.Base64Decode($)", "RGF0YSB0byBlbmNvZGU=", "Data to encode"],
  ["States.Hash('input data', 'MD5')", {}, "812f45842bc6d66ee14572ce20db8e86"],
  ["States.Hash('input data', 'SHA-1')", {}, "aaff4a450a104cd177d28d18d74485e8cae074b7"],
  ["States.Hash($, 'SHA-256')", "input data", "b4a697a057313163aee33cd8d40c66e9f0f177e00cac2de32475ffff6169c3e3"],
  [
    "States.JsonMerge($.fst, $.snd, false)",
    two({ a: { a1: 1, a2: 2 }, b: 2, d: 3 }, { a: { a3: 1, a4: 2 }, c: 3, d: 4 }),
    { a: { a3: 1, a4: 2 }, b: 2, c: 3, d: 4 },
  ],
  ["States.JsonToString($)", { Arg1: 1, Arg2: [] }, '{"Arg1":1,"Arg2":[]}'],
  ["States.StringToJson($)", '[1, 2, "HelloWorld"]', [1, 2, "HelloWorld"]],
  ["States.StringToJson($)", " ", null],
  [
    "States.StringToJson($)",
    '{"n": 9007199254740991, "t": "\\"12345678901234567890"}',
    { n: 9007199254740991, t: '"12345678901234567890' },
  ],
  ['States.StringToJson(\'{"a": {"b": [1]}}\')', {}, { a: { b: [1] } }],
  ["States.MathAdd($.fst, $.snd)", two(1.49, 1.5), 3],
  ["States.MathAdd($.fst, $.snd)", two(-1.5, -1.51), -3],
  ["States.MathAdd($.fst, $.snd)", two(-0.5, 0), 0],
  ["States.MathAdd($.fst, $.snd)", two(2.5, 0), 3],
  ["States.StringSplit('1,2,3', ',')", {}, ["1", "2", "3"]],
  ["States.StringSplit($.fst, $.snd)", two(", , ,", ","), [" ", " "]],
  ["States.StringSplit($.fst, $.snd)", two(",,,,", ","), []],
  ["States.StringSplit($.fst, $.snd)", two("This.is+a,test=string", ".+,="), ["This", "is", "a", "test", "string"]],
  ["States.Format('{}, {} and {}', $.fst, $.snd, true)", two("a", 1.1), "a, 1.1 and true"],
  ["States.Format('{}', $)", null, "null"],
  ["States.Format('\\{\\} \\'{}\\' \\\\', 'x')", {}, "{} 'x' \\"],
  ["States.Format('{}', $)", 'a\\b "c" {}', 'a\\b "c" {}'],
  ["States.Format($.fst, $.snd)", two("<{}>", "x"), "<x>"],
  ["States.ArrayGetItem(States.StringSplit(States.Format('{}-{}', $.fst, 'b'), '-'), 1)", two("a", null), "b"],
  ["States.Array($['a b'].c, $.list[*].n)", { "a b": { c: 1 }, list: [{ n: 1 }, {}, { n: 2 }] }, [1, [1, 2]]],
];

const wrong: readonly (readonly [expression: string, input: Json, cause: string])[] = [
  ["States.StringToJson($)", "{no json", 'JSON expected, but was "{no json"'],
  ["States.StringToJson($)", '{"n": 12345678901234567890}', "12345678901234567890 is above 2^53"],
  ["States.Format('{}', $)", { a: 1 }, 'A string, number, boolean or null expected, but was {"a":1}'],
  ["States.Format('{}', $)", [1], "A string, number, boolean or null expected, but was [1]"],
  ["States.Format('{} {}', $)", "a", "2 arguments expected, but were 1"],
  ["States.ArrayLength($)", "text", 'An array expected, but was "text"'],
  ["States.ArrayGetItem($, 3)", [1, 2, 3], "An index below 3 expected, but was 3"],
  ["States.ArrayGetItem($, -1)", [1, 2, 3], "An index below 3 expected, but was -1"],
  ["States.ArrayPartition($, 0)", [1], "A positive integer expected, but was 0"],
  ["States.ArrayRange(1, 2000, 1)", {}, "At most 1000 items expected, but were 2000"],
  ["States.Hash($, 'SHA-2')", "a", 'One of MD5, SHA-1, SHA-256, SHA-384, SHA-512 expected, but was "SHA-2"'],
  ["States.Hash($, 'MD5')", 1, "A string of at most 10000 characters expected, but was 1"],
  ["States.JsonMerge($, $, true)", {}, "false, since only shallow merging is supported, expected, but was true"],
  ["States.JsonMerge($, $, false)", [], "An object expected, but was []"],
  ["States.MathAdd($, 1)", "1", 'A number expected, but was "1"'],
  ["States.MathAdd($, 1)", 2_147_483_647, "An integer of 32 bits expected, but was 2147483648"],
  ["States.StringSplit($, ',')", 1, "A string expected, but was 1"],
  ["States.Format('{}', $.missing)", {}, "could not be found in the input"],
  ["States.Nothing()", {}, "There is no intrinsic function States.Nothing"],
];

describe("Given intrinsic functions", () => {
  it.each(answers)("When %s is called with %j, then the answer is AWS's", (expression, input, answer) => {
    expect(call(expression, input)).toEqual(answer);
  });

  it.each(wrong)(
    "When %s is called with %j, then the execution ends with States.Runtime",
    (expression, input, cause) => {
      expect(call(expression, input)).toEqual({
        error: "States.Runtime",
        cause: expect.stringContaining(cause) as unknown,
      });
    },
  );

  it("When JsonMerge is called for each item, then none sees what another one had", async () => {
    const Parameters = { "entry.$": "States.JsonMerge($.defaults, $$.Map.Item.Value, false)" };
    const map = {
      Type: "Map",
      ItemsPath: "$.list",
      ItemSelector: Parameters,
      ItemProcessor: machineOf({ Same: { Type: "Pass", OutputPath: "$.entry", End: true } }),
      End: true,
    };
    const input = { defaults: { bucket: "own" }, list: [{ name: "a", bucket: "other" }, { name: "b" }] };
    expect((await start(machineOf({ Each: map }), input).ended).end).toEqual({
      status: "SUCCEEDED",
      output: [
        { name: "a", bucket: "other" },
        { name: "b", bucket: "own" },
      ],
    });
  });

  it("When random values are called, then they lie within their bounds, and a seed gives the same again", () => {
    expect(call("States.UUID()", {})).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const number = Number(call("States.MathRandom(5, 8)", {}));
    expect([5, 6, 7]).toContain(number);
    const seeded = () => call("States.MathRandom(0, 1000000, 7)", {});
    expect(seeded()).toBe(seeded());
  });
});
