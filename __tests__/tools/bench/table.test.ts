import type { Figure } from "../../../tools/bench/figure";
import { standings } from "../../../tools/bench/goals";
import { ratioOf, rowOf } from "../../../tools/bench/table";

const time: Figure = {
  what: "launch 10 tasks: time",
  unit: "s",
  value: 1,
  spread: [0.5, 2],
  comparedWith: { what: "before", value: 4 },
};
const lost: Figure = { what: "launch 10 tasks: tasks lost", unit: "tasks", value: 0, spread: [0, 0] };

describe("Given a figure beside another", () => {
  it("When it is shown, then its spread and its ratio stand with it", () => {
    expect(rowOf(time)).toEqual(["launch 10 tasks: time", "1 s", "0.5 to 2", "before", "4 s", "0.25"]);
  });

  it("When the other is 0, then there is no ratio", () => {
    expect(ratioOf({ ...time, comparedWith: { what: "before", value: 0 } })).toBeUndefined();
  });

  it("When there is no other, or no spread, then neither is shown", () => {
    expect(rowOf(lost)).toEqual(["launch 10 tasks: tasks lost", "0 tasks", "", "", "", ""]);
  });
});

describe("Given figures and goals", () => {
  it("When one figure of several misses a goal, then that one is shown, and goals without figures are not", () => {
    const two = { ...lost, what: "launch 20 tasks: tasks lost", value: 2 };
    expect(standings([lost, two])).toEqual([{ goal: "no task is lost", worst: two, met: false }]);
  });

  it("When all figures reach it, then it is met", () => {
    expect(standings([lost])).toEqual([{ goal: "no task is lost", worst: lost, met: true }]);
  });
});
