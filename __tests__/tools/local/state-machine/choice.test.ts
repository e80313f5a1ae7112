import type { Json, JsonObject } from "../../../../tools/local/json";
import { ruleHolds } from "../../../../tools/local/state-machine/language/choice";
import type { StatesError } from "../../../../tools/local/state-machine/language/states-error";
import { machineOf, start } from "../../../support/state-machine";

/** True when the rule holds, or the error that it ends with. */
function holds(rule: JsonObject, data: Json): boolean | string {
  try {
    return ruleHolds(rule, { data, context: {}, variables: {} });
  } catch (thrown) {
    return (thrown as StatesError).name;
  }
}

const rule = (comparison: string, operand: Json) => ({ Variable: "$.v", [comparison]: operand });
const at = "2026-11-24T12:00:00Z";

describe("Given rules of a Choice state", () => {
  it.each<[string, Json, Json, boolean]>([
    ["StringEquals", "a", "a", true],
    ["StringEquals", "a", 1, false],
    ["StringLessThan", "b", "a", true],
    ["StringGreaterThanEquals", "b", "a", false],
    ["StringMatches", "in/*.txt", "in/a.txt", true],
    ["StringMatches", "in/*.txt", "in/a.txtx", false],
    ["StringMatches", "*limit on the number of vCPUs*", "You've reached the limit on the number of vCPUs (x)", true],
    ["StringMatches", "a\\*c", "abc", false],
    ["StringMatches", "a\\*c", "a*c", true],
    ["StringMatches", "a.c", "abc", false],
    ["NumericEquals", 1, 1.0, true],
    ["NumericEquals", 1, "1", false],
    ["NumericLessThanEquals", 3, 3, true],
    ["NumericGreaterThan", 3, 3, false],
    ["BooleanEquals", true, true, true],
    ["BooleanEquals", false, null, false],
    ["TimestampEquals", at, "2026-11-24T13:00:00+01:00", true],
    ["TimestampLessThan", at, "2026-11-24T11:59:59.999Z", true],
    ["TimestampLessThan", at, "2026-11-24", false],
    ["IsNull", true, null, true],
    ["IsNull", false, 0, true],
    ["IsString", true, "", true],
    ["IsString", false, null, true],
    ["IsNumeric", true, 1.5, true],
    ["IsBoolean", true, "true", false],
    ["IsTimestamp", true, at, true],
    ["IsTimestamp", true, "2026-13-24T12:00:00Z", false],
    ["IsPresent", true, null, true],
    ["IsPresent", false, 1, false],
  ])("When %s %j is asked of %j, then the answer is %s", (comparison, operand, v, answer) => {
    expect(holds(rule(comparison, operand), { v })).toBe(answer);
  });

  it("When they are combined, then And stops at the first that does not hold, Or at the first that does", () => {
    const present = rule("IsPresent", true);
    const text = rule("IsString", true);
    expect(holds({ And: [present, text] }, {})).toBe(false);
    expect(holds({ Or: [{ Not: present }, text] }, {})).toBe(true);
    expect(holds({ Not: { And: [present, text] } }, { v: "a" })).toBe(false);
  });

  it("When an operand is a path, then what lies there is compared", () => {
    expect(holds({ Variable: "$.v", NumericLessThanPath: "$.most" }, { v: 1, most: 2 })).toBe(true);
  });

  it.each(["StringEquals", "IsString", "IsNull", "NumericEqualsPath"])(
    "When %s is asked of what is absent, then the execution ends with States.Runtime",
    (comparison) => {
      expect(holds({ Variable: "$.absent", [comparison]: comparison.startsWith("Is") ? true : "$.v" }, { v: 1 })).toBe(
        "States.Runtime",
      );
    },
  );

  it("When a list's first place is asked of an object with a key 0, then nothing is present", () => {
    expect(holds({ Variable: "$.v[0]", IsPresent: true }, { v: { "0": 1 } })).toBe(false);
  });

  it("When none holds and there is no Default, then the error is States.NoChoiceMatched", async () => {
    const definition = machineOf({
      Choose: { Type: "Choice", Choices: [{ ...rule("IsNull", true), Next: "End" }] },
      End: { Type: "Succeed" },
    });
    expect((await start(definition, { v: 1 }).ended).end).toMatchObject({ error: "States.NoChoiceMatched" });
  });
});
