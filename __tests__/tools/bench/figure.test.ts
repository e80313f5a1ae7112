import { figureTable, meetsGoal, type Figure } from "../../../tools/bench/figure";

const comparedWith = { what: "before", value: 4 };
const time: Figure = { what: "launch 10 tasks: time", unit: "s", value: 1, comparedWith, goal: 1.5 };
const lost: Figure = { what: "tasks lost", unit: "tasks", value: 2, goal: 0 };
const plain: Figure = { what: "polls", unit: "polls", value: 1, comparedWith: { what: "none", value: 0 } };

describe("Given figures", () => {
  it("When they are shown, then ratio and goal stand with each that has them", () => {
    const [, ...lines] = figureTable([time, lost, plain]).split("\n");
    expect(lines.map((line) => line.split(/ {2,}/))).toEqual([
      ["launch 10 tasks: time", "1 s", "before: 4", "0.25", "met: at most 1.5"],
      ["tasks lost", "2 tasks", "NOT MET: at most 0"],
      ["polls", "1 polls", "none: 0"],
    ]);
  });

  it("When they are held against their goals, then one without a goal meets it", () => {
    expect([time, lost, plain].map(meetsGoal)).toEqual([true, false, true]);
  });
});
