import { withClosedContainers } from "../../../tools/page/graph";
import { toDefinition } from "../../../tools/page/definition";
import { graphOf, nodesOf } from "../../../tools/page/graph";

const map = (inside: string) => ({
  Type: "Map",
  ItemProcessor: { StartAt: inside, States: { [inside]: { Type: "Task" } } },
});

const graph = graphOf(
  toDefinition({
    StartAt: "Alone",
    States: {
      Alone: {
        Type: "Parallel",
        Branches: [
          { StartAt: "One", States: { One: map("InOne"), Other: map("InOther") } },
          { StartAt: "Watch", States: { Watch: { Type: "Task" } } },
        ],
      },
    },
  }),
);

const drawn = (...reached: readonly string[]) =>
  nodesOf(withClosedContainers(graph, (state) => reached.includes(state))).map(({ name }) => name);

describe("Given containers side by side, and one that stands alone", () => {
  it.each([
    ["nothing was reached", [], ["Alone", "One", "Other", "Watch"]],
    ["one was reached", ["Alone", "Other"], ["Alone", "One", "Other", "InOther", "Watch"]],
    ["both were", ["One", "Other"], ["Alone", "One", "InOne", "Other", "InOther", "Watch"]],
  ])("When %s, then %j are open, and the one alone is", (_, reached, names) => {
    expect(drawn(...reached)).toEqual(names);
  });

  it("When the items of a Map are executions of their own, then it is closed, and says why", () => {
    const ItemProcessor = { ...map("Inside").ItemProcessor, ProcessorConfig: { Mode: "DISTRIBUTED" } };
    const distributed = graphOf(toDefinition({ StartAt: "Each", States: { Each: { Type: "Map", ItemProcessor } } }));
    expect(withClosedContainers(distributed, () => true).nodes).toEqual([
      { name: "Each", type: "Distributed Map", comment: "", inner: [] },
    ]);
  });
});
