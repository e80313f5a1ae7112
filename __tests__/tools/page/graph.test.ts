import { toDefinition } from "../../../tools/page/graph";
import { graphOf, nodesOf } from "../../../tools/page/graph";
import { mermaid } from "../../../tools/docs/mermaid";
import { definitions } from "../../support/page-model";

const definition = toDefinition({
  StartAt: "Check it",
  States: {
    "Check it": {
      Type: "Choice",
      Choices: [
        { Condition: "{% $states.input.iterator.continue %}", Next: "Each" },
        { Condition: "{% $not($states.input.done) %}", Next: "Each" },
        { Condition: '{% $states.input.iterator.status = "Failed" %}', Next: "Wrong" },
        { Condition: "{% $exists($states.input.ended.stop_time.S) and $states.input.n <= 3 %}", Next: "Done" },
        { Comment: "no room, as before", Condition: "{% $states.input.reason in $known %}", Next: "Wait" },
        { Variable: "$.inJsonPath", IsPresent: true, Next: "Old" },
      ],
      Default: "Wrong",
    },
    Each: {
      Type: "Map",
      Comment: "For all",
      ItemProcessor: { StartAt: "Work", States: { Work: { Type: "Task", End: true } } },
      Catch: [{ ErrorEquals: ["A", "States.ALL"], Next: "Wrong" }],
      Next: "Done",
    },
    Wait: { Type: "Wait", Next: "Check it" },
    Old: { Type: "Fail" },
    Wrong: { Type: "Fail" },
    Done: { Type: "Succeed" },
  },
});

describe("Given a definition", () => {
  it("When it becomes a graph, then every arrow has its reason, and arrows between the same states are one", () => {
    expect(graphOf(definition).edges).toEqual([
      { from: "Check it", to: "Each", kind: "choice", label: "continue or not done" },
      { from: "Check it", to: "Wrong", kind: "choice", label: 'status = "Failed" or otherwise' },
      { from: "Check it", to: "Done", kind: "choice", label: "ended.stop_time.S is there and n <= 3" },
      { from: "Check it", to: "Wait", kind: "choice", label: "no room, as before" },
      { from: "Check it", to: "Old", kind: "choice", label: "" },
      { from: "Each", to: "Done", kind: "next", label: "" },
      { from: "Each", to: "Wrong", kind: "catch", label: "A or any error" },
      { from: "Wait", to: "Check it", kind: "next", label: "" },
    ]);
  });

  it("When it becomes a flowchart, then a Map is a frame, and every text is quoted", () => {
    expect(mermaid(definition).split("\n")).toEqual([
      "flowchart TD",
      "  start(( )) --> Check_it",
      '  Check_it{"Check it"}',
      '  subgraph Each ["Each (Map)"]',
      '    Work["Work"]',
      "  end",
      '  Wait[/"Wait"/]',
      '  Old(["Old"]):::failed',
      '  Wrong(["Wrong"]):::failed',
      '  Done(["Done"]):::succeeded',
      '  Check_it -->|"continue<br/>or not done"| Each',
      '  Check_it -->|"status = &quot;Failed&quot;<br/>or otherwise"| Wrong',
      '  Check_it -->|"ended.stop_time.S is there<br/>and n <= 3"| Done',
      '  Check_it -->|"no room, as before"| Wait',
      "  Check_it --> Old",
      "  Each --> Done",
      '  Each -.->|"A<br/>or any error"| Wrong',
      "  Wait --> Check_it",
      "  classDef failed stroke:#ab1f17",
      "  classDef succeeded stroke:#17641a",
    ]);
  });

  it("When the inside of a state is not to be drawn, then it is one box with a double edge", () => {
    expect(mermaid(definition, ["Each"])).toContain('\n  Each[["Each (Map)"]]\n');
  });

  it.each([1, 2] as const)(
    "When it is pattern %d's, then every state of it and every arrow's end is drawn",
    (pattern) => {
      const text = JSON.stringify(definitions[pattern]);
      const names = nodesOf(graphOf(definitions[pattern])).map(({ name }) => name);
      const mentioned = [...text.matchAll(/"(?:StartAt|Next|Default)":"(\w+)"/g)].map(([, name]) => name);
      expect(new Set(names)).toEqual(new Set(mentioned));
      expect(names.filter((name) => !new RegExp(`[">]${name}["<( ]`).test(mermaid(definitions[pattern])))).toEqual([]);
    },
  );

  it.each([["{}"], ["null"], [{ StartAt: "A" }]])(
    "When it is none (%j), then an error says what is lacking",
    (value) => {
      expect(() => toDefinition(value)).toThrow("This is no state machine definition, it lacks StartAt or States");
    },
  );

  it("When it is text, then it is read", () => {
    expect(toDefinition(JSON.stringify(definition))).toEqual(definition);
  });
});
