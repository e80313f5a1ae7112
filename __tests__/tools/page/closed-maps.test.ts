import { toDefinition } from "../../../tools/page/graph";
import { graphOf, withClosedMaps } from "../../../tools/page/graph";

describe("Given a Map whose items are executions of their own, within a Parallel state", () => {
  it("When it is drawn, then the Map is closed, and says why; the Parallel state is open", () => {
    const inside = { StartAt: "Inside", States: { Inside: { Type: "Task" } } };
    const each = { Type: "Map", ItemProcessor: { ...inside, ProcessorConfig: { Mode: "DISTRIBUTED" } } };
    const graph = graphOf(
      toDefinition({
        StartAt: "Both",
        States: { Both: { Type: "Parallel", Branches: [{ StartAt: "Each", States: { Each: each } }, inside] } },
      }),
    );
    const box = (name: string, type: string) => ({ name, type, comment: "", inner: [] });
    expect(withClosedMaps(graph).nodes).toEqual([
      {
        ...box("Both", "Parallel"),
        inner: [
          { startAt: "Each", nodes: [box("Each", "Distributed Map")], edges: [] },
          { startAt: "Inside", nodes: [box("Inside", "Task")], edges: [] },
        ],
      },
    ]);
  });
});
